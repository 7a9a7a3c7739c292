"""What is off the record is nowhere: no table, no file, no log, no message, no session holds the sentence."""

import logging
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail
from django.db import connection
from django.urls import reverse

from sporezo.asks.models import Ask
from sporezo.jobs import clock
from tests.factories.asks import green, silent

SECRET = "le comptable des Turbines part en mars"
PIECE = "comptable des Turbines"


def every_row():
    """Every value of every table of the instance, whatever the database."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 – names of our own tables
            yield from (f"{table}: {row}" for row in cursor.fetchall())


def every_byte():
    """The database's own files, free pages and journal included, and all of the data folder."""
    roots = [settings.SPOREZO_DATA]
    if connection.vendor == "sqlite":
        base = Path(str(connection.settings_dict["NAME"]))
        roots += [path for path in base.parent.glob(f"{base.name}*") if path.is_file()]
    for root in roots:
        files = [root] if Path(root).is_file() else [path for path in Path(root).rglob("*") if path.is_file()]
        yield from ((path, path.read_bytes()) for path in files)


@pytest.mark.django_db(transaction=True)
def test_after_using_it_nothing_of_the_instance_holds_the_sentence(client, alix, caplog):
    now = clock.now()
    with caplog.at_level(logging.DEBUG):
        client.force_login(alix)
        friend, old = green(alix, "Inès Faure", now), silent(alix, "Luc Petit", now)
        page = client.get(reverse("new_ask", args=["off_the_record"])).content.decode()
        # An old form, another program, a stray finger: the sentence is handed in all the same, in every field.
        typed = {"words": SECRET, "company": SECRET, "person": SECRET, "from_year": SECRET, "sector": "energy"}
        answer = client.post(reverse("new_ask", args=["off_the_record"]), typed)
        ask = Ask.objects.get()
        client.post(reverse("new_ask", args=["off_the_record"]), {**typed, "sector": SECRET})
        for contact in (friend, old):
            there = client.get(reverse("ask_person", args=[ask.pk, contact.pk])).content.decode()
        deeds = [("warm-up", {}), ("asked", {"channel": SECRET}), ("answered", {"answer": "yes"}), ("thanked", {})]
        for deed, data in deeds:
            client.post(reverse("ask_deed", args=[ask.pk, friend.pk, deed]), {**data, "words": SECRET})
        client.post(reverse("ask_outcome", args=[ask.pk]), {"outcome": "helped", "words": SECRET})
        client.get(reverse("asks"))
        client.get(reverse("favours"))
        client.get(reverse("week"))

    assert answer.status_code == 303
    assert 'name="words"' not in page
    assert "<textarea" not in page
    assert "textarea" in there
    assert "<form" not in there.partition("<template data-unspoken>")[2].partition("</template>")[0]
    assert [row for row in every_row() if PIECE in row] == []
    assert [path for path, held in every_byte() if PIECE.encode() in held] == []
    assert PIECE not in caplog.text
    assert PIECE not in str(dict(client.session))
    assert PIECE not in str([letter.message().as_string() for letter in mail.outbox])


@pytest.mark.django_db(transaction=True)
def test_the_search_would_find_a_sentence_that_is_kept(alix, client):
    client.force_login(alix)
    client.post(reverse("new_ask", args=["job"]), {"words": SECRET})

    assert any(PIECE in row for row in every_row())
    if connection.vendor == "sqlite":
        assert any(PIECE.encode() in held for _path, held in every_byte())
