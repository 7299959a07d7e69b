# SPDX-License-Identifier: Apache-2.0
"""A door in the shell: a challenge, an answer, and an exit code."""

import av
import pytest

from conftest import BIDEN, DATA, fail, run, succeed

CLIP = DATA / "video_dev/liveportrait_d3.mp4"
REPLAY = DATA / "live_video_dev/fake/apfol_phone_replay.webm"


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return tmp_path_factory.mktemp("door") / "store"


@pytest.fixture(scope="module")
def person(store, tmp_path_factory) -> str:
    """Enrolled from six frames of her clip."""
    folder = tmp_path_factory.mktemp("frames")
    with av.open(str(CLIP)) as clip:
        for i, frame in enumerate(clip.decode(video=0)):
            if 189 <= i < 207 and i % 3 == 0:
                frame.to_image().save(folder / f"{i}.jpg", quality=92)
    words = ("--consent", "I agree.", "--store", store, "--json")
    person = succeed("people", "add", "Ada", *words).json["id"]
    succeed("enrol", person, folder, "--store", store)
    return person


def challenge(store, person, *words) -> str:
    return succeed("unlock", "challenge", person, *words, "--store", store).out.strip()


def answer(store, challenge, clip):
    return run("unlock", "answer", challenge, clip, "--store", store)


def test_the_exit_code_opens_the_door_for_the_living_person_alone(store, person):
    passive = challenge(store, person, "--policy", "passive")
    opened = answer(store, passive, CLIP)
    assert (opened.code, opened.out.count(".")) == (0, 2), opened
    assert answer(store, passive, CLIP).code == 10, "good once"
    replayed = answer(store, challenge(store, person, "--policy", "passive"), REPLAY)
    assert (replayed.code, replayed.out) == (1, "")
    # Her clip answers no challenge.
    asked = succeed("unlock", "challenge", person, "--store", store, "--json").json
    assert len(asked["actions"]) == 3
    denied = run("unlock", "answer", asked["challenge"], CLIP, "--store", store, "--json")
    assert denied.code == 1 and denied.json == {"accepted": False, "reason": "not_live"}
    lines = succeed("audit", "list", "--store", store, "--json").lines
    assert [line["outcome"] for line in lines if line["action"] == "unlocked"] == [
        "denied",
        "denied",
        "accepted",
    ]


def test_what_is_no_challenge_or_no_clip_is_said(store, person):
    fail("invalid_argument", "unlock", "answer", "eyJ.abc", CLIP, "--store", store)
    broken = answer(store, challenge(store, person), BIDEN)
    assert broken.code == 3, broken
    keys = succeed("unlock", "keys", "--store", store).json["keys"]
    assert [key["crv"] for key in keys] == ["Ed25519"]
