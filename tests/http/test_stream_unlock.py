# SPDX-License-Identifier: Apache-2.0
"""Enrolled and let in over /v1/stream, with a real client that shows one frame after the other."""

import io
import time

import PIL.Image
import pytest

from clips import ACTOR, frames, jpeg, moving_photo
from service import make_key, running
from streaming import bearer, streaming

AUDIENCE = "door"
PAUSE = 0.1  # seconds from frame to frame
MODELS = ("--models", "arcface", "--detectors", "retinaface")
STRANGER = [jpeg(frame) for frame in frames("video_dev/liveportrait_d12.mp4")[99:120:3]]


@pytest.fixture(name="lock", scope="module")
def fixture_lock():
    with running(*MODELS, "--unlock-policy", "passive") as started:
        yield started.wait_until_ready()


def add_person(lock, **options) -> str:
    added = lock.post("/v1/people", json={"name": "Ada", "consent": "I agree."}, **options)
    assert added.status_code == 201, added.text
    return added.json()["id"]


def show(client, shots: list[bytes]) -> list[dict]:
    """The answers, up to one that is no advice."""
    answers = []
    for shot in shots:
        shown = time.monotonic()
        answers.append(client.ask(shot))
        if answers[-1]["type"] != "advice":
            break
        time.sleep(max(0.0, PAUSE - (time.monotonic() - shown)))
    return answers


def enrol(client, person: str, shots: list[bytes], **options) -> list[dict]:
    begun = client.ask({"type": "enrol", "person": person, **options})
    assert begun["type"] == "enrolling", begun
    # Each moment is taken once.
    return show(client, [shot for shot in shots * 8 for _ in range(3)])


def draw(client, person: str, **options) -> dict:
    answer = client.ask({"type": "unlock", "person": person, "audience": AUDIENCE, **options})
    assert answer["type"] == "challenge", answer
    return answer


def act(challenge: dict) -> list[bytes]:
    shots = ACTOR.act([each["action"] for each in challenge["actions"]])
    # Looking ahead until the decision comes.
    return [jpeg(shot) for shot in shots] + ACTOR.enrolment() * 4


def unlock(client, person: str, **options) -> list[dict]:
    """A genuine try, which also ends the count of failed ones."""
    answers = show(client, act(draw(client, person, **options)))
    assert answers[-1].get("accepted"), answers[-5:]
    return answers


@pytest.fixture(name="person", scope="module")
def fixture_person(lock) -> str:
    person = add_person(lock)
    with streaming(lock) as client:
        client.ready()
        answers = enrol(client, person, ACTOR.enrolment())
    assert answers[-1]["type"] == "enrolled", answers[-5:]
    assert (answers[-1]["model"], answers[-1]["duplicate_of"]) == ("arcface", None)
    advice = answers[:-1]
    assert {each["advice"] for each in advice} == {"good"}
    good = [each["good"] for each in advice]
    assert good == sorted(good) and good[-1] == advice[-1]["needed"] - 1
    assert all(each["faces"] == 1 and each["box"]["width"] > 50 for each in advice)
    return person


def test_the_enrolled_person_is_led_through_the_challenge_and_gets_a_token(lock, person):
    with streaming(lock) as client:
        client.ready()
        answers = unlock(client, person, nonce="n-1")
        decision, advice = answers[-1], answers[:-1]
        assert (decision["type"], decision["reason"]) == ("decision", "accepted")
        assert [each["done"] for each in advice] == sorted(each["done"] for each in advice)
        # A blink is seen when it is over, and then the try may be, too.
        assert advice[0]["done"] == 0 and advice[-1]["done"] >= 2
        assert all("score" not in each and "similarity" not in each for each in answers)
        sent = {"token": decision["token"], "audience": AUDIENCE}
        claims = lock.post("/v1/unlock/redeem", json=sent).json()
        assert (claims["person"], claims["nonce"]) == (person, "n-1")
        # The stream is as before, also for another try.
        assert client.ask(ACTOR.enrolment()[0])["type"] == "frame"
        unlock(client, person)
    line = lock.get("/v1/audit").json()["lines"][0]
    assert (line["action"], line["person"], line["outcome"]) == ("unlocked", person, "accepted")


def test_what_was_not_asked_for_is_refused_as_soon_as_it_is_seen(lock, person):
    with streaming(lock) as client:
        client.ready()
        asked = [each["action"] for each in draw(client, person)["actions"]]
        other = "turn_right" if asked[0] != "turn_right" else "turn_left"
        shots = [jpeg(shot) for shot in ACTOR.act([other, other])]
        answers = show(client, shots + ACTOR.enrolment() * 4)
        assert (answers[-1]["type"], answers[-1]["reason"]) == ("decision", "not_live")
        assert len(answers) < len(shots)
        unlock(client, person)


def test_photos_strangers_and_nobody_are_refused(lock, person, tmp_path):
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(ACTOR.enrolment()[0])
    with streaming(lock) as client:
        client.ready()
        draw(client, person)
        moved = [jpeg(shot) for shot in moving_photo(photo, "all")]
        answers = show(client, moved)
        if answers[-1]["type"] == "advice":  # still waiting for what was asked
            assert answers[-1]["done"] < 3
            assert client.ask({"type": "cancel"}) == {"type": "cancelled"}
        else:
            assert answers[-1]["accepted"] is False
        stranger = add_person(lock)
        assert enrol(client, stranger, STRANGER)[-1]["type"] == "enrolled"
        decisions = []
        for who in (stranger, "nobody"):
            answers = show(client, act(draw(client, who)))
            decisions.append({name: answers[-1][name] for name in ("type", "accepted", "reason", "sentence")})
        assert decisions[0] == decisions[1]
        assert decisions[0]["reason"] == "not_recognised"
        unlock(client, person)


def test_two_faces_in_view_are_refused(lock, person):
    shot = PIL.Image.open(io.BytesIO(ACTOR.enrolment()[0]))
    both = PIL.Image.new("RGB", (2 * shot.width, shot.height))
    both.paste(shot, (0, 0))
    both.paste(shot, (shot.width, 0))
    with streaming(lock) as client:
        client.ready()
        draw(client, person, policy="passive")
        before = client.ask(jpeg(both))
        assert (before["advice"], before["faces"]) == ("several_faces", 2)
        time.sleep(PAUSE)
        answers = show(client, [*ACTOR.enrolment()[:5], jpeg(both), jpeg(both)])
        assert answers[-1]["reason"] == "several_faces"
        unlock(client, person, policy="passive")


def test_frames_that_cannot_be_read_cost_themselves_alone(lock, person, faceless):
    with streaming(lock) as client:
        client.ready()
        challenge = draw(client, person, policy="passive")
        assert challenge["actions"] == []
        broken = client.ask(b"no picture")
        assert (broken["type"], broken["code"]) == ("error", "unsupported_format")
        assert "ended" not in broken
        nobody = client.ask(faceless)
        assert (nobody["advice"], nobody["faces"], nobody["box"]) == ("no_face", 0, None)
        time.sleep(PAUSE)
        assert show(client, ACTOR.enrolment() * 6)[-1]["accepted"]


def test_one_thing_at_a_time(lock, person):
    with streaming(lock) as client:
        client.ready()
        draw(client, person, policy="passive")
        again = client.ask({"type": "unlock", "person": person, "audience": AUDIENCE})
        assert (again["type"], again["code"]) == ("error", "invalid_argument")
        assert show(client, ACTOR.enrolment() * 6)[-1]["accepted"]
        assert client.ask({"type": "cancel"}) == {"type": "cancelled"}, "nothing was there"
        late = client.ask({"type": "settings", "side": 320})
        assert late["code"] == "invalid_argument"


def test_a_face_that_is_somebody_elses_is_refused_unless_allowed(lock, person):
    other = add_person(lock)
    with streaming(lock) as client:
        client.ready()
        refused = enrol(client, other, ACTOR.enrolment())[-1]
        assert (refused["type"], refused["code"], refused["ended"]) == ("error", "already_exists", True)
        allowed = enrol(client, other, ACTOR.enrolment(), allow_duplicate=True)[-1]
        assert (allowed["type"], allowed["duplicate_of"]) == ("enrolled", person)
        nobody = client.ask({"type": "enrol", "person": "nobody"})
        assert (nobody["code"], nobody["ended"]) == ("not_found", True)
    lock.delete(f"/v1/people/{other}")


def test_enrolling_says_what_to_do_better(lock, faceless):
    small = PIL.Image.open(io.BytesIO(ACTOR.enrolment()[0]))
    far = PIL.Image.new("RGB", (1280, 960))
    far.paste(small.resize((small.width * 80 // small.height, 80)), (600, 400))
    dark = small.point(lambda value: value // 16)
    with streaming(lock) as client:
        client.ready()
        assert client.ask({"type": "enrol", "person": add_person(lock)})["type"] == "enrolling"
        shots = {"no_face": faceless, "come_closer": jpeg(far), "more_light": jpeg(dark), "good": STRANGER[0]}
        for advice, shot in shots.items():
            assert client.ask(shot)["advice"] == advice
            time.sleep(PAUSE)
        for shot, advice in ((STRANGER[1], "good"), (ACTOR.enrolment()[0], "not_alike")):
            time.sleep(0.3)
            assert client.ask(shot)["advice"] == advice
        assert client.ask({"type": "cancel"}) == {"type": "cancelled"}


def test_tries_are_counted_as_over_http(tmp_path):
    keys = tmp_path / "keys.json"
    every = make_key(keys, "--scope", "all")["key"]
    only = {scope: make_key(keys, "--scope", scope)["key"] for scope in ("unlock", "analyse")}
    with running(*MODELS, "--keys", str(keys)) as lock:
        lock.wait_until_ready()
        person = add_person(lock, headers=bearer(every))
        wish = {"type": "unlock", "person": person, "audience": AUDIENCE}
        with streaming(lock, additional_headers=bearer(only["analyse"])) as client:
            client.ready()
            for order in (wish, {"type": "enrol", "person": person}):
                refused = client.ask(order)
                assert (refused["code"], refused["ended"]) == ("denied", True)
        with streaming(lock, additional_headers=bearer(only["unlock"])) as client:
            client.ready()
            assert client.ask({"type": "enrol", "person": person})["code"] == "denied"
            assert client.ask(ACTOR.enrolment()[0])["code"] == "denied"
            assert client.ask({**wish, "policy": "passive"})["code"] == "denied", "less than the server asks for"
            for _ in range(3):
                draw(client, person)
                assert client.ask({"type": "cancel"}) == {"type": "cancelled"}
            draw(client, person)
            # What the key may not do ends nothing that goes on.
            meanwhile = client.ask({"type": "enrol", "person": person})
            assert (meanwhile["code"], "ended" in meanwhile) == ("invalid_argument", False)
            assert client.ask(ACTOR.enrolment()[0])["type"] == "advice"  # and goes away
        http = {"json": {"person": person, "audience": AUDIENCE}, "headers": bearer(only["unlock"])}
        assert lock.post("/v1/unlock/challenges", **http).status_code == 201
        with streaming(lock) as client:
            assert client.ask({"type": "authenticate", "key": every})["type"] == "ready"
            sixth = client.ask(wish)
            assert (sixth["code"], sixth["ended"]) == ("rate_limited", True)
            assert sixth["retry_after_seconds"] >= 1
        lines = lock.get("/v1/audit", headers=bearer(every)).json()["lines"]
        given_up = [line for line in lines if line["reason"] == "given_up"]
        assert len(given_up) == 3
        assert {line["client"] for line in given_up} == {only["unlock"].removeprefix("facelatch_").split(".")[0]}
