# SPDX-License-Identifier: Apache-2.0
"""Who is let in: the enrolled person who does what was asked, and no photo, replay or stranger."""

import contextlib
import io
import os
import pathlib
import subprocess

import jwt
import PIL.Image
import pytest

from clips import ACTOR, DATA, frames, jpeg, moving_photo, refilmed
from service import ROOT, facelatch, running

AUDIENCE = "door"
WAYS = ("panned", "zoomed", "rotated", "bent")
MODELS = ("--models", "arcface", "--detectors", "retinaface")


@pytest.fixture(scope="module")
def lock():
    with running(*MODELS, "--unlock-policy", "passive") as started:
        yield started.wait_until_ready()


def enrol(lock, pictures: list[bytes], **options) -> str:
    person = lock.post("/v1/people", json={"name": "Ada", "consent": "I agree."}).json()["id"]
    files = [("image", (f"{i}.jpg", data)) for i, data in enumerate(pictures)]
    answer = lock.post(f"/v1/people/{person}/templates", files=files, data=options)
    assert answer.status_code == 201, answer.text
    return person


@pytest.fixture(scope="module")
def person(lock) -> str:
    return enrol(lock, ACTOR.enrolment())


def draw(lock, person: str, **options) -> dict:
    answer = lock.post(
        "/v1/unlock/challenges", json={"person": person, "audience": AUDIENCE, **options}
    )
    assert answer.status_code == 201, answer.text
    return answer.json()


def actions_of(challenge: dict) -> list[str]:
    return [each["action"] for each in challenge["actions"]]


def answer(lock, challenge: dict, shots: list):
    assert len(shots) <= 64
    files = [("image", (f"{i}.jpg", jpeg(shot))) for i, shot in enumerate(shots)]
    return lock.post("/v1/unlock", files=files, data={"challenge": challenge["challenge"]})


def unlock(lock, person: str, **options) -> dict:
    """A genuine try, which also ends the count of failed ones."""
    challenge = draw(lock, person, **options)
    decision = answer(lock, challenge, ACTOR.act(actions_of(challenge))).json()
    assert decision["accepted"], (decision, actions_of(challenge))
    return decision


def test_the_enrolled_person_who_does_what_was_asked_gets_a_token_that_is_good_once(lock, person):
    token = unlock(lock, person, nonce="n-1")["token"]
    (key,) = lock.get("/.well-known/jwks.json").json()["keys"]
    assert (key["kty"], key["crv"]) == ("OKP", "Ed25519")
    wrong = lock.post("/v1/unlock/redeem", json={"token": token, "audience": "another"})
    assert wrong.status_code == 400
    claims = lock.post("/v1/unlock/redeem", json={"token": token, "audience": AUDIENCE})
    assert claims.status_code == 200, claims.text
    assert (claims.json()["person"], claims.json()["nonce"]) == (person, "n-1")
    again = lock.post("/v1/unlock/redeem", json={"token": token, "audience": AUDIENCE})
    assert (again.status_code, again.json()["code"]) == (409, "already_exists")


def snippet(language: str, url: str) -> str:
    """As docs/unlock.md has it."""
    text = (ROOT / "docs/unlock.md").read_text()
    return text.split(f"```{language}\n")[1].split("```")[0].replace("http://127.0.0.1:8080", url)


def told_by_python(token: str, url: str) -> str:
    told = io.StringIO()
    with contextlib.redirect_stdout(told):
        exec(snippet("python", url), {"token": token})  # pylint: disable=exec-used
    return told.getvalue().removeprefix("welcome ").strip()


def told_by_node(token: str, url: str) -> str:
    script = snippet("js", url) + f"check({token!r}, 'door').then((claims) => console.log(claims.sub));"
    told = subprocess.run(["node", "-e", script], capture_output=True, text=True, timeout=60,
                          check=False)
    assert told.returncode == 0, told.stderr
    return told.stdout.strip()


def test_applications_check_tokens_as_the_document_says_also_those_from_before_a_rotation(lock, person):
    before = unlock(lock, person)["token"]
    rotated = facelatch("keys", "rotate", "--store", lock.store.name)
    assert rotated.returncode == 0, rotated.stderr
    after = unlock(lock, person)["token"]
    assert len(lock.get("/.well-known/jwks.json").json()["keys"]) == 2
    for token in (before, after):
        assert told_by_python(token, lock.url) == person
        assert told_by_node(token, lock.url) == person
    with pytest.raises(jwt.InvalidSignatureError):
        told_by_python(before[:-4] + after[-4:], lock.url)
    redeemed = lock.post("/v1/unlock/redeem", json={"token": before, "audience": AUDIENCE})
    assert redeemed.json()["person"] == person


def test_no_photo_passes_however_it_is_moved(lock, person, tmp_path):
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(ACTOR.enrolment()[0])
    for change in (lambda shots: shots, refilmed):
        for way in WAYS:
            decision = answer(lock, draw(lock, person), change(moving_photo(photo, way))).json()
            assert decision["accepted"] is False, way
            assert decision.keys() == {"accepted", "reason", "sentence"}, "never a score"
        unlock(lock, person)


def test_a_genuine_answer_to_another_challenge_fails_also_when_it_is_refilmed(lock, person):
    for change in (lambda shots: shots, refilmed):
        challenge = draw(lock, person)
        asked = actions_of(challenge)
        other = "turn_right" if asked[2] == "turn_left" else "turn_left"
        recorded = ACTOR.act([*asked[:2], other])
        decision = answer(lock, challenge, change(recorded)).json()
        assert (decision["accepted"], decision["reason"]) == (False, "not_live")
    unlock(lock, person)


def test_the_right_answer_on_a_screen_fails(lock, person):
    for policy in ("passive", "both"):
        challenge = draw(lock, person, policy=policy)
        decision = answer(lock, challenge, refilmed(ACTOR.act(actions_of(challenge)))).json()
        assert (decision["accepted"], decision["reason"]) == (False, "not_live")
    unlock(lock, person)


def test_a_challenge_is_good_once_and_only_as_it_was_drawn(lock, person):
    challenge = draw(lock, person)
    shots = ACTOR.act(actions_of(challenge))
    forged = {"challenge": challenge["challenge"][:-1] + "_"}
    assert answer(lock, forged, shots[:1]).status_code == 400
    assert answer(lock, challenge, shots).json()["accepted"]
    again = answer(lock, challenge, shots)
    assert (again.status_code, again.json()["code"]) == (409, "already_exists")


def test_a_stranger_and_nobody_get_the_same_answer(lock, person):
    stranger = enrol(
        lock, [jpeg(frame) for frame in frames("video_dev/liveportrait_d12.mp4")[99:120:3]]
    )
    decisions = []
    for who in (stranger, "nobody"):
        challenge = draw(lock, who)
        decisions.append(answer(lock, challenge, ACTOR.act(actions_of(challenge))).json())
    assert decisions[0] == decisions[1]
    assert decisions[0]["reason"] == "not_recognised"
    unlock(lock, person)


def test_a_clip_is_looked_at_as_pictures_are(lock, person):
    challenge = draw(lock, person, policy="passive")
    assert challenge["actions"] == []
    clip = (DATA / ACTOR.clip).read_bytes()
    sent = {"video": ("clip.mp4", clip, "video/mp4")}
    decision = lock.post("/v1/unlock", files=sent, data={"challenge": challenge["challenge"]})
    assert decision.json()["accepted"], decision.text
    challenge = draw(lock, person)
    decision = lock.post("/v1/unlock", files=sent, data={"challenge": challenge["challenge"]})
    assert decision.json()["reason"] == "not_live"


def test_two_faces_in_view_are_refused(lock, person):
    shots = []
    for shot in ACTOR.act([])[:6]:
        both = PIL.Image.new("RGB", (2 * shot.width, shot.height))
        both.paste(shot, (0, 0))
        both.paste(shot, (shot.width, 0))
        shots.append(both)
    decision = answer(lock, draw(lock, person, policy="passive"), shots).json()
    assert decision["reason"] == "several_faces"
    unlock(lock, person)


def test_what_cannot_be_read_uses_the_challenge_up(lock, person):
    challenge = draw(lock, person)
    sent = {"video": ("clip.mp4", b"no video", "video/mp4")}
    broken = lock.post("/v1/unlock", files=sent, data={"challenge": challenge["challenge"]})
    assert broken.status_code == 415
    assert answer(lock, challenge, ACTOR.act([])).status_code == 409
    unlock(lock, person)


def test_drawing_challenges_until_one_fits_is_what_the_limit_stops():
    with running(*MODELS) as lock:
        lock.wait_until_ready()
        for _ in range(5):
            draw(lock, "anybody")
        sixth = lock.post("/v1/unlock/challenges", json={"person": "anybody", "audience": AUDIENCE})
        assert (sixth.status_code, sixth.json()["code"]) == (429, "rate_limited")
        weaker = lock.post(
            "/v1/unlock/challenges",
            json={"person": "x", "audience": AUDIENCE, "policy": "passive"},
        )
        assert (weaker.status_code, weaker.json()["code"]) == (403, "denied")


def test_without_a_liveness_model_nobody_is_let_in(tmp_path):
    home = pathlib.Path(os.environ.get("XDG_DATA_HOME", pathlib.Path.home() / ".local/share"))
    models = pathlib.Path(os.environ.get("FACELATCH_MODELS", home / "facelatch/models"))
    for file in models.glob("*.*"):
        if file.suffix in (".onnx", ".tflite") and file.name != "liveness-b.tflite":
            (tmp_path / file.name).symlink_to(file)
    with running(*MODELS, environment={"FACELATCH_MODELS": str(tmp_path)}) as lock:
        lock.wait_until_ready()
        refused = lock.post("/v1/unlock/challenges", json={"person": "x", "audience": AUDIENCE})
        assert (refused.status_code, refused.json()["code"]) == (503, "unavailable")
