# SPDX-License-Identifier: Apache-2.0
"""People, enrolment, decisions and the audit log, as a shell script uses them."""

import pytest

from conftest import BIDEN, DATA, GROUP, OBAMA, OBAMA_AGAIN, fail, run, succeed

OBAMAS = [
    DATA / "ver_facerec/examples" / name for name in ("obama.jpg", "obama2.jpg", "obama_small.jpg")
]
CONSENT = ["--consent", "I agree to be recognised."]


@pytest.fixture
def store(tmp_path):
    return tmp_path / "store"


def add_person(store, name, *words) -> str:
    return succeed("people", "add", name, *CONSENT, *words, "--store", store, "--json").json["id"]


def enrol(store, person, *words):
    return run("enrol", person, *words, "--store", store, "--json")


def test_people_are_added_listed_changed_and_deleted(store):
    ada = add_person(store, "Ada", "--reference", "a-1")
    bob = add_person(store, "Bob")
    listed = succeed("people", "list", "--store", store, "--json").lines
    assert [person["id"] for person in listed] == [ada, bob]
    found = succeed("people", "list", "--search", "A-1", "--store", store, "--json").lines
    assert [person["id"] for person in found] == [ada]
    changed = succeed(
        "people", "edit", bob, "--retention-days", 30, "--store", store, "--json"
    ).json
    assert changed["retention_days"] == 30 and changed["name"] == "Bob"
    assert "reference" in fail(
        "already_exists", "people", "edit", bob, "--reference", "a-1", "--store", store
    )
    deleted = succeed("people", "delete", ada, "--store", store, "--json").json
    assert deleted["wiped"]
    fail("not_found", "people", "show", ada, "--store", store)
    fail("invalid_argument", "people", "add", "", *CONSENT, "--store", store)


def test_the_enrolled_person_is_accepted_and_others_are_not(store):
    person = add_person(store, "Barack")
    answer = enrol(store, person, *OBAMAS)
    assert answer.code == 0, answer
    assert answer.json["enrolled"]
    accepted = succeed("verify", person, OBAMA, "--store", store, "--json").json
    assert accepted["accepted"]
    assert accepted["threshold"]["false_accept_rate"] <= 1 / 50_000
    assert accepted["threshold"]["false_accept_rate_high"] <= 1 / 50_000
    for somebody, face in ((person, BIDEN), ("nobody", OBAMA)):
        denied = run("verify", somebody, face, "--store", store)
        assert (denied.code, denied.out) == (1, "denied\n")
    assert succeed("identify", OBAMA_AGAIN, "--store", store).out.strip() == person
    nobody = run("identify", BIDEN, "--store", store)
    assert (nobody.code, nobody.out) == (1, "nobody\n")
    assert "calibration" in fail(
        "unavailable", "verify", person, OBAMA, "--far", "1e-8", "--store", store
    )


def test_failures_make_the_command_line_wait_too(store):
    person = add_person(store, "Barack")
    for _ in range(5):
        assert run("verify", person, BIDEN, "--store", store).out == "denied\n"
    assert "seconds" in fail("rate_limited", "verify", person, BIDEN, "--store", store)
    assert "seconds" in fail("rate_limited", "identify", BIDEN, "--store", store)
    counted = succeed("attempts", "list", "--store", store, "--json").lines
    assert {(each["kind"], each["subject"], each["failures"]) for each in counted} == {
        ("client", "cli", 5), ("person", person, 5)}
    succeed("attempts", "reset", "client", "cli", "--store", store)
    fail("rate_limited", "verify", person, BIDEN, "--store", store)
    succeed("people", "reset", person, "--store", store)
    assert run("verify", person, BIDEN, "--store", store).out == "denied\n"
    diagnosed = run("verify", person, BIDEN, "--diagnose", "--store", store, "--json").json
    assert not diagnosed["accepted"] and "similarity" in diagnosed
    fail("not_found", "attempts", "reset", "client", "nobody", "--store", store)
    fail("invalid_argument", "attempts", "reset", "door", "cli", "--store", store)


def test_an_enrolment_needs_three_good_pictures_that_agree(store):
    person = add_person(store, "Barack")
    answer = enrol(store, person, *OBAMAS[:2], BIDEN, GROUP)
    assert answer.code == 7, answer
    reasons = [picture["reason"] for picture in answer.json["pictures"]]
    assert reasons == ["used", "used", "unlike_the_others", "several_faces"]
    assert not answer.json["enrolled"]


def test_a_video_of_one_person_enrols_and_one_of_several_does_not(store):
    person = add_person(store, "Somebody")
    answer = enrol(store, person, DATA / "video_dev/liveportrait_d19.mp4")
    assert answer.code == 0, answer
    assert sum(frame["used"] for frame in answer.json["pictures"]) >= 3
    assert all(frame["file"].startswith("frame ") for frame in answer.json["pictures"])
    videos = DATA / "video_dev"
    fail("many_faces", "enrol", person, videos / "hamilton_cuts.mp4", "--store", store)
    fail("no_face", "enrol", person, videos / "noface_plant_shaky.mp4", "--store", store)


def test_a_face_that_belongs_to_somebody_else_is_refused_unless_allowed(store):
    first, second = add_person(store, "Barack"), add_person(store, "His double")
    assert enrol(store, first, *OBAMAS).code == 0
    refused = enrol(store, second, *OBAMAS)
    assert refused.code == 10 and refused.json["duplicate_of"] == first
    allowed = enrol(store, second, *OBAMAS, "--allow-duplicate")
    assert allowed.code == 0 and allowed.json["duplicate_of"] == first
    # Two people who are as much alike as one: nobody.
    assert run("identify", OBAMA, "--store", store).out == "nobody\n"


def test_the_audit_log_tells_what_was_done_and_that_nothing_was_changed(store):
    person = add_person(store, "Ada")
    head = succeed("audit", "verify", "--store", store).out.strip()
    succeed("people", "delete", person, "--store", store)
    lines = succeed("audit", "list", "--store", store, "--json").lines
    assert [line["action"] for line in lines] == ["person_deleted", "person_created"]
    assert all(line["person"] == person and line["client"] == "cli" for line in lines)
    found = succeed("audit", "list", "--action", "person_created", "--until", "2100-01-01T00:00:00Z",
                    "--store", store, "--json").lines
    assert [line["number"] for line in found] == [1]
    fail("invalid_argument", "audit", "list", "--from", "yesterday", "--store", store)
    succeed("audit", "verify", "--at", head, "--store", store)
    fail("corrupt", "audit", "verify", "--at", "1:" + "0" * 64, "--store", store)
    database = store / "facelatch.db"
    content = database.read_bytes()
    assert content.count(b"person_created") == 1
    database.write_bytes(content.replace(b"person_created", b"person_changed"))
    assert "line 1" in fail("corrupt", "audit", "verify", "--store", store)


def test_a_store_without_its_key_or_with_an_open_one_is_not_opened(store):
    add_person(store, "Ada")
    key = store / "master.key"
    key.chmod(0o644)
    assert "0600" in run("people", "list", "--store", store).err
    key.unlink()
    assert "key" in fail("not_found", "people", "list", "--store", store)


def test_people_move_to_a_store_with_another_key(store, tmp_path):
    person = add_person(store, "Barack")
    assert enrol(store, person, *OBAMAS).code == 0
    assert succeed("re-enrol", "--report", "--store", store).out == ""
    waiting = succeed("re-enrol", "--report", "--model", "sface", "--store", store, "--json").lines
    assert [each["id"] for each in waiting] == [person]
    secret, file, other = tmp_path / "secret", tmp_path / "people.facelatch", tmp_path / "other"
    secret.write_text("correct horse battery\n")
    words = (file, "--passphrase-file", secret)
    exported = succeed("export", *words, "--store", store, "--json").json
    assert exported == {"people": 1, "templates": 1, "skipped": 0}
    fail("already_exists", "export", *words, "--store", store)
    assert succeed("import", *words, "--store", other, "--json").json == exported
    assert run("verify", person, OBAMA, "--store", other).out == "accepted\n"
    assert "1 were here already" in succeed("import", *words, "--store", other).out
    secret.write_text("another passphrase")
    fail("corrupt", "import", *words, "--store", other)
    secret.write_text("short")
    fail("invalid_argument", "import", *words, "--store", other)
    fail("unsupported_format", "import", OBAMA, "--passphrase-file", secret, "--store", other)


def test_keys_are_rotated_and_backups_can_be_restored(store, tmp_path):
    person = add_person(store, "Barack")
    assert enrol(store, person, *OBAMAS).code == 0
    key = (store / "master.key").read_text()
    assert succeed("keys", "rotate", "--store", store, "--json").json == {"templates": 1}
    assert key.strip() not in (store / "master.key").read_text()
    assert run("verify", person, OBAMA, "--store", store).out == "accepted\n"
    backup = tmp_path / "people.db"
    succeed("backup", backup, "--store", store)
    fail("already_exists", "backup", backup, "--store", store)
    succeed("people", "delete", person, "--store", store)
    backup.rename(store / "facelatch.db")
    assert run("verify", person, OBAMA, "--store", store).out == "accepted\n"
    fail("not_found", "people", "reset", person, "--store", store)
