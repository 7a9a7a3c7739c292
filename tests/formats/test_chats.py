"""WhatsApp chats and mailboxes: when, which way, with whom; nothing of what was said."""

import io
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from sporezo.formats import mbox, whatsapp
from sporezo.formats.reasons import Reason, Unreadable
from sporezo.formats.records import Counterpart, Owner, Skipped, TouchRecord

PARIS = ZoneInfo("Europe/Paris")
ALIX = Owner(names=("Alix Morel",), emails=frozenset({"alix@exemple.fr"}))
CHAT = "Discussion WhatsApp avec Jean Dupont.txt"


def chat(text, owner=ALIX, file_names=()):
    return list(whatsapp.read(io.BytesIO(text.encode()), owner=owner, file_names=file_names))


def touches(records):
    return [record for record in records if isinstance(record, TouchRecord)]


@pytest.mark.parametrize(
    "stamp",
    [
        "12/03/2025 09:14 - ",
        "12/03/2025, 09:14 - ",
        "12/03/2025 à 09:14 - ",
        "12/03/25 09:14 - ",
        "12.03.2025, 09:14 - ",
        "[12/03/2025 09:14:01] ",
        "[12/03/2025, 09:14:01] ",
        "[12/03/2025 à 09:14:01] ",
        "\u200e[12/03/2025 09:14:01] ",
        "2025-03-12, 09:14 - ",
        "2025-03-12 09 h 14 - ",
        "2025-03-12 à 09 h 14 - ",
        "[2025-03-12 09 h 14 min 01 s] ",
        "12/03/2025 às 09:14 - ",
        "12.3.2025 klo 9.14 - ",
        "2025. 03. 12. 9:14 - ",
    ],
)
def test_stamps_of_android_and_iphone(stamp):
    (touch,) = chat(f"{stamp}Jean Dupont: secret")
    assert touch.at == datetime(2025, 3, 12, 9, 14, tzinfo=PARIS)
    assert (touch.channel, touch.direction, touch.kind) == ("whatsapp", "in", "message")
    assert touch.counterparts == (Counterpart(name="Jean Dupont"),)
    assert "secret" not in repr(touch)


@pytest.mark.parametrize(
    "line",
    [
        "3/12/25, 9:14\u202fPM - Jean Dupont: x",
        "[3/12/25, 9:14:33\u202fPM] Jean Dupont: x",
        "3/12/25, 9:14 pm - Jean Dupont: x",
    ],
)
def test_american_stamps(line):
    (touch,) = chat(line)
    assert touch.at == datetime(2025, 3, 12, 21, 14, tzinfo=PARIS)


def test_the_order_of_day_and_month_is_told_by_the_whole_file():
    over_12 = chat("03/04/2025 09:00 - Jean Dupont: x\n25/04/2025 09:00 - Jean Dupont: x")
    assert [touch.at.month for touch in over_12] == [4, 4]
    month_first = chat("3/4/25, 09:00 - Jean Dupont: x\n3/25/25, 09:00 - Jean Dupont: x")
    assert [touch.at.month for touch in month_first] == [3, 3]
    by_order = chat(
        "02/11/2025 09:00 - Jean Dupont: x\n03/01/2025 09:00 - Jean Dupont: x\n03/02/2025 09:00 - Jean Dupont: x"
    )
    assert [touch.at.month for touch in by_order] == [2, 3, 3]


def test_system_lines_are_counted_media_are_messages_and_a_minute_is_one_exchange():
    records = chat(
        "12/03/2025 09:13 - Les messages et les appels sont chiffrés de bout en bout.\n"
        "12/03/2025 09:14 - Jean Dupont: <Médias omis>\n"
        "12/03/2025 09:14 - Jean Dupont: encore\nune suite\n12/03/2025 : rien\n"
        "12/03/2025 09:14 - Alix Morel: secret\n"
        "12/03/2025 09:15 - Jean Dupont: Vos messages sont chiffrés de bout en bout\n"
    )
    assert [record.reason for record in records if isinstance(record, Skipped)] == [
        Reason.SYSTEM_LINE,
        Reason.SAME_MINUTE,
        Reason.SYSTEM_LINE,
    ]
    assert [(touch.direction, touch.row) for touch in touches(records)] == [("in", 2), ("out", 6)]
    assert len({touch.key for touch in touches(records)}) == 2
    assert "secret" not in repr(records)


def test_what_people_say_of_numbers_and_empty_words_are_messages():
    said = chat(
        "12/03/2025 09:14 - Jean Dupont: Paul a changé de numéro\n12/03/2025 09:15 - Alix Morel:\n"
        "[12/03/2025 09:16:00] Jean Dupont: \u200eJean Dupont a changé de numéro.\n"
    )
    assert [getattr(record, "direction", "system") for record in said] == ["in", "out", "system"]


def test_the_file_name_tells_who_the_other_is():
    text = "12/03/2025 09:14 - Jean Dupont: x\n12/03/2025 09:15 - Un Surnom: y\n"
    records = chat(text, owner=Owner(), file_names=("_chat.txt", f"dossier/{CHAT}"))
    assert [touch.direction for touch in records] == ["in", "out"]
    (alone,) = chat("12/03/2025 09:15 - Un Surnom: y\n", owner=Owner(), file_names=("WhatsApp Chat - Jean Dupont.zip",))
    assert (alone.direction, alone.counterparts[0].name) == ("out", "Jean Dupont")


def test_a_sender_may_be_a_number():
    (touch,) = chat("12/03/2025 09:14 - +33 6 12 34 56 78: x\n")
    assert touch.counterparts == (Counterpart(name="+33 6 12 34 56 78", phone="+33612345678"),)


def test_a_number_that_writes_in_a_chat_named_after_somebody_is_the_other():
    (touch,) = chat("12/03/2025 09:14 - +33 6 12 34 56 78: x\n", file_names=(CHAT,))
    assert (touch.direction, touch.counterparts[0].phone) == ("in", "+33612345678")


def test_a_group_where_only_two_have_written_is_still_a_group():
    said = '12/03/2025 09:13 - Jean Dupont a créé le groupe "Padel"\n12/03/2025 09:14 - Jean Dupont: x\n'
    assert chat(said + "12/03/2025 09:15 - Alix Morel: y\n") == [Skipped(1, Reason.GROUP_CHAT)]


def test_groups_and_chats_whose_owner_is_unknown_are_left_out():
    three = "".join(f"12/03/2025 09:14 - {name}: x\n" for name in ("Jean", "Anne", "Paul"))
    assert chat(three) == [Skipped(1, Reason.GROUP_CHAT)]
    two = "".join(f"12/03/2025 09:14 - {name}: x\n" for name in ("Jean", "Anne"))
    assert chat(two, owner=Owner()) == [Skipped(1, Reason.NO_OWNER)]
    assert chat("12/03/2025 09:14 - Alix Morel: x\n") == [Skipped(1, Reason.NO_COUNTERPART)]
    with pytest.raises(Unreadable, match="WhatsApp"):
        chat("Bonjour\n")


def test_a_date_that_does_not_exist_is_counted():
    records = chat("31/02/2025 09:14 - Jean Dupont: x\n12/03/2025 09:14 - Jean Dupont: x\n")
    assert records[0] == Skipped(1, Reason.NO_DATE)


def letter(*headers, body="secret"):
    return "From 123@xxx Wed Mar 12 08:14:00 +0000 2025\n" + "".join(f"{line}\n" for line in headers) + f"\n{body}\n\n"


def mails(*letters, owner=ALIX):
    return list(mbox.read(io.BytesIO("".join(letters).encode()), owner=owner))


DATE = "Date: Wed, 12 Mar 2025 09:14:00 +0100"
ME, JEAN = "Alix Morel <alix@exemple.fr>", "Jean Dupont <Jean@Exemple.fr>"


def test_letters_tell_when_which_way_and_with_whom():
    received, sent = mails(
        letter(
            f"From: {JEAN}",
            f"To: {ME}",
            DATE,
            "Subject: secret",
            "Message-ID: <1@x>",
            body="From moi à toi\n\nFrom Jean",
        ),
        letter(f"From: {ME}", f"To: {JEAN}, =?utf-8?q?Blanc=2C_Zo=C3=A9?= <zoe@exemple.fr>", DATE, "Message-ID: <2@x>"),
    )
    assert (received.at, received.direction) == (datetime(2025, 3, 12, 8, 14, tzinfo=UTC), "in")
    assert received.counterparts == (Counterpart(name="Jean Dupont", email="jean@exemple.fr"),)
    assert sent.direction == "out"
    assert [person.name for person in sent.counterparts] == ["Jean Dupont", "Blanc, Zoé"]
    assert (received.channel, received.kind, sent.row) == ("email", "message", 2)
    assert "secret" not in repr([received, sent])


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        ((f"From: {JEAN}", f"To: {ME}", DATE, "List-Unsubscribe: <mailto:x@y.fr>"), Reason.AUTOMATIC_MAIL),
        ((f"From: {JEAN}", f"To: {ME}", DATE, "Precedence: bulk"), Reason.AUTOMATIC_MAIL),
        ((f"From: {JEAN}", f"To: {ME}", DATE, "Auto-Submitted: auto-replied"), Reason.AUTOMATIC_MAIL),
        (("From: no-reply@exemple.fr", f"To: {ME}", DATE), Reason.AUTOMATIC_MAIL),
        (("From: ne-pas-repondre@exemple.fr", f"To: {ME}", DATE), Reason.AUTOMATIC_MAIL),
        (
            (f"From: {JEAN}", f"To: {ME}", DATE, "X-Gmail-Labels: =?UTF-8?Q?Courrier_ind=C3=A9sirable?="),
            Reason.NOT_BETWEEN_PEOPLE,
        ),
        ((f"From: {JEAN}", f"To: {ME}", DATE, "X-Gmail-Labels: Chat"), Reason.NOT_BETWEEN_PEOPLE),
        ((f"From: {JEAN}", f"To: {ME}", "Date: hier"), Reason.NO_DATE),
        ((f"From: {JEAN}", f"To: {ME}", "Date: Wed, 12 Mar 1901 09:14:00 +0100"), Reason.NO_DATE),
        ((f"From: {JEAN}", f"To: {ME}"), Reason.NO_DATE),
        ((f"From: {ME}", f"To: {ME}", DATE), Reason.NO_COUNTERPART),
        ((f"From: {JEAN}", "To: " + ", ".join(f"p{i}@exemple.fr" for i in range(30)), DATE), Reason.TOO_MANY_PEOPLE),
    ],
)
def test_letters_that_are_no_exchange_are_counted(headers, reason):
    (record,) = mails(letter(*headers))
    assert record == Skipped(1, reason, record.params)


def test_a_sentence_that_begins_with_from_opens_no_letter():
    body = "Bonjour\n\nFrom Paris with love, 2024\nNote: x\n\nFrom 9:30 to 2025 we play\nsuite"
    first, second = letter(f"From: {JEAN}", f"To: {ME}", DATE, body=body), letter(f"From: {ME}", f"To: {JEAN}", DATE)
    assert [record.direction for record in mails(first, second)] == ["in", "out"]
    assert [record.direction for record in mails(first.rstrip("\n") + "\n", second)] == ["in", "out"]
    assert len(mails("From - \nX-Mozilla-Status: 0001\n" + first.partition("\n")[2], second)) == 2


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_bare_letters_in_headers_are_read(encoding):
    content = letter(f"From: {ME}", "To: Zoé Blanc <zoe@exemple.fr>", DATE).encode(encoding)
    (touch,) = mbox.read(io.BytesIO(content), owner=ALIX)
    assert touch.counterparts == (Counterpart(name="Zoé Blanc", email="zoe@exemple.fr"),)


def test_the_owners_addresses_are_found_in_the_mailbox():
    delivered = "Delivered-To: alix@exemple.fr"
    records = mails(
        letter(f"From: {JEAN}", f"To: {ME}", DATE, delivered),
        letter("From: Alix <alix@bureau.fr>", f"To: {JEAN}", DATE, "X-Gmail-Labels: =?UTF-8?Q?Envoy=C3=A9s?="),
        owner=Owner(),
    )
    assert [record.direction for record in records] == ["in", "out"]
    (unknown,) = mails(letter(f"From: {JEAN}", "To: x@exemple.fr", DATE), owner=Owner())
    assert unknown.reason is Reason.NO_OWNER


def test_a_mailbox_cut_short_and_one_that_is_none():
    (record,) = mails(letter(f"From: {JEAN}", f"To: {ME}", DATE).rstrip()[:-9].rstrip())
    assert isinstance(record, TouchRecord)
    with pytest.raises(Unreadable, match="no mailbox"):
        mails("Bonjour\n")


def test_the_same_letter_has_the_same_key():
    one = letter(f"From: {JEAN}", f"To: {ME}", DATE, "Message-ID: <1@x>")
    other = letter(f"From: {JEAN}", f"To: {ME}", DATE)
    first, second, third = mails(other, one, other)
    assert first.key == third.key != second.key
