import json

from django.core.management import call_command

from sporezo.members.models import Member


def test_members_as_json_is_one_document_on_one_line(db, capsys):
    alix = Member.objects.create_user("alix@example.org", first_name="Alix", last_name="Morel")
    Member.objects.create_user("zoe@example.org", first_name="Zoé", last_name="Abadie")
    call_command("members", json=True)
    printed = capsys.readouterr().out
    assert printed.count("\n") == 1
    listed = json.loads(printed)
    assert listed[0] == {"id": str(alix.pk), "email": "alix@example.org", "name": "Alix Morel"}
    assert [one["name"] for one in listed] == ["Alix Morel", "Zoé Abadie"]


def test_members_for_people_to_read(db, capsys):
    Member.objects.create_user("alix@example.org", first_name="Alix", last_name="Morel")
    call_command("members")
    assert "alix@example.org" in capsys.readouterr().out
