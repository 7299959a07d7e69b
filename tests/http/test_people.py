# SPDX-License-Identifier: Apache-2.0
"""People, their enrolment, and who is who: a life from the first picture to the last trace."""

import pytest

from service import DATA, running

FACES = DATA / "ver_facerec/examples"
OBAMAS = ("obama.jpg", "obama2.jpg", "obama_small.jpg", "obama-480p.jpg")


def pictures(*names: str) -> list[bytes]:
    return [(FACES / name).read_bytes() for name in names]


def images(files: list[bytes]) -> list:
    return [("image", (f"{i}.jpg", data, "image/jpeg")) for i, data in enumerate(files)]


@pytest.fixture()
def desk():
    with running("--models", "arcface", "--detectors", "retinaface") as started:
        yield started.wait_until_ready()


def add(desk, name: str, **more) -> str:
    answer = desk.post("/v1/people", json={"name": name, "consent": "I agree.", **more})
    assert answer.status_code == 201, answer.text
    person = answer.json()
    assert answer.headers["Location"] == "/v1/people/" + person["id"]
    return person["id"]


def enrol(desk, person: str, files: list[bytes], **options):
    return desk.post(f"/v1/people/{person}/templates", files=images(files), data=options)


def verify(desk, person: str, picture: bytes):
    return desk.post("/v1/verify", files=images([picture]), data={"person": person})


def test_a_person_is_added_changed_listed_and_deleted(desk):
    person = add(desk, "Ada", reference="emp-1")
    assert desk.get(f"/v1/people/{person}").json()["templates"] == 0
    changed = desk.patch(f"/v1/people/{person}", json={"name": "Ada L.", "retention_days": 30}).json()
    assert (changed["name"], changed["reference"], changed["retention_days"]) == ("Ada L.", "emp-1", 30)
    cleared = desk.patch(f"/v1/people/{person}", json={"reference": None}).json()
    assert (cleared["name"], cleared["reference"]) == ("Ada L.", "")
    assert desk.patch(f"/v1/people/{person}", json={"name": None}).status_code == 400
    desk.patch(f"/v1/people/{person}", json={"reference": "emp-1"})
    again = desk.post("/v1/people", json={"name": "Eve", "consent": "Yes.", "reference": "emp-1"})
    assert (again.status_code, again.json()["code"]) == (409, "already_exists")
    add(desk, "Grace")
    first = desk.get("/v1/people?count=1").json()
    second = desk.get(f"/v1/people?count=1&after={first['next']}").json()
    assert [each["name"] for page in (first, second) for each in page["people"]] == ["Ada L.", "Grace"]
    assert len(desk.get("/v1/people?search=grace").json()["people"]) == 1
    assert desk.delete(f"/v1/people/{person}").json() == {"id": person, "templates": 0, "wiped": True}
    assert desk.get(f"/v1/people/{person}").status_code == 404


def test_without_a_consent_nobody_is_added(desk):
    answer = desk.post("/v1/people", json={"name": "Ada"})
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_argument")


def test_who_is_enrolled_is_found_and_others_are_not(desk):
    obama, biden = pictures(*OBAMAS), pictures("biden.jpg")
    person = add(desk, "Barack")
    enrolled = enrol(desk, person, obama[:3])
    assert enrolled.status_code == 201, enrolled.text
    assert [each["used"] for each in enrolled.json()["pictures"]] == [True] * 3
    accepted = verify(desk, person, obama[3]).json()
    assert set(accepted) == {"accepted", "reason", "threshold"}, "a similarity shows the way to a match"
    assert accepted["accepted"] and accepted["threshold"]["false_accept_rate"] <= 1 / 50_000
    assert not verify(desk, person, biden[0]).json()["accepted"]
    found = desk.post("/v1/identify", files=images([obama[3]])).json()
    assert (found["person"], found["reason"], found["templates"]) == (person, "match", 1)
    assert desk.post("/v1/identify", files=images([biden[0]])).json()["person"] is None
    desk.delete(f"/v1/people/{person}")
    assert desk.post("/v1/identify", files=images([obama[3]])).json()["person"] is None


def test_pictures_that_do_not_do_are_refused_one_by_one(desk, faceless):
    person = add(desk, "Barack")
    answer = enrol(desk, person, [*pictures(*OBAMAS[:2]), faceless])
    assert (answer.status_code, answer.json()["code"]) == (422, "low_quality")
    assert answer.json()["pictures"][2]["reason"] == "no_face"
    assert desk.get(f"/v1/people/{person}").json()["templates"] == 0


def test_a_video_of_one_person_enrols_and_one_of_nobody_does_not(desk):
    person = add(desk, "Somebody")

    def send(name: str, **more):
        video = (DATA / "video_dev" / name).read_bytes()
        return desk.post(f"/v1/people/{person}/templates", files={"video": video, **more})

    enrolled = send("liveportrait_d19.mp4")
    assert enrolled.status_code == 201, enrolled.text
    assert sum(frame["used"] for frame in enrolled.json()["pictures"]) >= 3
    refused = send("noface_plant_shaky.mp4")
    assert (refused.status_code, refused.json()["code"]) == (422, "no_face")
    both = send("noface_plant_shaky.mp4", image=pictures("biden.jpg")[0])
    assert (both.status_code, both.json()["code"]) == (400, "invalid_argument")


def test_a_face_that_belongs_to_somebody_else_is_refused_unless_allowed(desk):
    obama = pictures(*OBAMAS[:3])
    first, second = add(desk, "Barack"), add(desk, "Eve")
    assert enrol(desk, first, obama).status_code == 201
    refused = enrol(desk, second, obama)
    assert (refused.status_code, refused.json()["code"]) == (409, "already_exists")
    allowed = enrol(desk, second, obama, allow_duplicate="true")
    assert (allowed.status_code, allowed.json()["duplicate_of"]) == (201, first)


def test_failures_in_a_row_make_the_next_try_wait_also_for_who_does_not_exist(desk):
    biden = pictures("biden.jpg")[0]
    for _ in range(5):
        assert verify(desk, "nobody", biden).json()["accepted"] is False
    answer = verify(desk, "nobody", biden)
    assert (answer.status_code, answer.json()["code"]) == (429, "rate_limited")
    assert 20 <= int(answer.headers["Retry-After"]) <= 30


def test_an_operator_sees_and_resets_failures(desk):
    biden = pictures("biden.jpg")[0]
    for _ in range(5):
        assert desk.post("/v1/identify", files=images([biden])).json()["reason"] == "no_match"
    assert desk.post("/v1/identify", files=images([biden])).status_code == 429
    assert verify(desk, "nobody", biden).status_code == 429, "it is the same client"
    (counted,) = desk.get("/v1/attempts").json()["attempts"]
    assert (counted["kind"], counted["subject"], counted["failures"], counted["state"]) == (
        "client", "local", 5, "wait")
    assert desk.delete("/v1/attempts/client/local").status_code == 204
    assert desk.delete("/v1/attempts/client/local").status_code == 404
    assert desk.delete("/v1/attempts/door/local").status_code == 400
    assert verify(desk, "nobody", biden).json()["reason"] == "no_match"


def test_the_operator_says_how_lax_a_client_may_be_and_whether_passers_by_count():
    biden = pictures("biden.jpg")[0]
    with running("--models", "arcface", "--detectors", "retinaface", "--laxest-far", "0.001",
                 "--uncounted-passers-by") as desk:
        desk.wait_until_ready()

        def ask(far: str):
            return desk.post("/v1/identify", files=images([biden]), data={"far": far})

        assert [ask("0.001").status_code for _ in range(7)] == [200] * 7
        refused = ask("0.01")
        assert (refused.status_code, refused.json()["code"]) == (400, "invalid_argument")
        assert "0.001" in refused.json()["detail"]


def test_two_faces_or_none_are_no_question(desk, faceless):
    answer = desk.post("/v1/identify", files=images([faceless]))
    assert (answer.status_code, answer.json()["code"]) == (422, "no_face")
