# SPDX-License-Identifier: Apache-2.0
"""facelatch video: tracks, chosen frames and reasons, and the pictures made of them."""

import math

import PIL.Image
import pytest

from conftest import DATA, EXIT_CODES, run

TALKING = DATA / "video_dev/liveportrait_d19.mp4"
NO_FACE = DATA / "video_dev/noface_plant_shaky.mp4"
AWKWARD = DATA / "awkward/video_gen"


@pytest.fixture(scope="module")
def talking():
    return run("video", "--json", TALKING).json


def test_one_talking_person_is_one_track_with_its_suitable_frames(talking):
    assert talking["main_track"] == 1
    (track,) = talking["tracks"]
    frames = track["frames"]
    assert [frame["frame"] for frame in frames] == sorted(frame["frame"] for frame in frames)
    chosen = [frame for frame in frames if frame["verdict"] == "chosen"]
    assert 3 <= len(chosen) <= 8
    assert all(len(frame["embedding"]) == 512 for frame in chosen)
    assert not any("embedding" in frame for frame in frames if frame["verdict"] != "chosen")
    assert all(frame["reason"].endswith(".") for frame in frames)
    assert math.isclose(sum(value * value for value in track["embedding"]), 1, abs_tol=1e-4)


def test_fewer_frames_are_chosen_when_fewer_are_asked_for():
    (track,) = run("video", "--json", "--most", "2", TALKING).json["tracks"]
    assert sum(frame["verdict"] == "chosen" for frame in track["frames"]) == 2


def test_a_video_without_a_face_is_no_error():
    answer = run("video", "--json", NO_FACE)
    assert answer.code == 0
    assert answer.json["tracks"] == []
    assert answer.json["main_track"] is None
    assert "0 tracks" in run("video", NO_FACE).out


def likeness(a: list[float], b: list[float]) -> float:
    return sum(x * y for x, y in zip(a, b, strict=True))


def person_in(name: str) -> list[float]:
    (face,) = run("embed", "--json", DATA / "ver_facerec/examples" / name).json["faces"]
    return face["embedding"]


@pytest.mark.parametrize(
    ("clip", "people", "strangers"),
    # The film's other man is 23 pixels wide: nobody is to be taken for him.
    [("hamilton_cuts.mp4", ["lin-manuel-miranda.png"], ["biden.jpg", "alex-lacamoire.png"]),
     ("obama_short_stream.mp4", ["obama.jpg"], ["biden.jpg", "alex-lacamoire.png"])],
)  # fmt: skip
def test_people_whose_pictures_are_known_are_found_in_films(clip, people, strangers):
    tracks = [track for track in run("video", "--json", DATA / "video_dev" / clip).json["tracks"] if "embedding" in track]
    for name in people:
        known = person_in(name)
        assert max(likeness(known, track["embedding"]) for track in tracks) > 0.4, name
    for name in strangers:
        known = person_in(name)
        assert max(likeness(known, track["embedding"]) for track in tracks) < 0.4, name


def test_who_closes_their_eyes_is_not_lost():
    found = run("video", "--json", DATA / "video_dev/liveportrait_d14.mp4").json
    (track,) = found["tracks"]
    assert len(track["frames"]) >= 0.95 * found["frames_seen"]


def test_a_phone_s_video_is_turned_upright():
    found = run("video", "--json", AWKWARD / "stored_sideways_plays_upright.mp4").json
    assert abs(found["tracks"][0]["frames"][0]["quality"]["roll"]) < 30


def test_a_cut_file_gives_its_beginning_and_a_warning():
    found = run("video", "--json", AWKWARD / "trunc60_faststart.mp4").json
    assert found["main_track"] == 1
    assert found["warnings"]


@pytest.mark.parametrize(
    ("name", "error"),
    [("text.mp4", "unsupported_format"), ("audio_only.mp4", "unsupported_format"), ("header40.mp4", "corrupt"),
     ("zero_length.mp4", "corrupt"), ("no_such.mp4", "not_found")],
)  # fmt: skip
def test_a_broken_file_is_one_clear_error(name, error):
    answer = run("video", "--json", AWKWARD / name)
    assert answer.code == EXIT_CODES[error]
    assert answer.json["code"] == error


def test_limits_are_the_user_s():
    answer = run("video", "--json", "--max-minutes", "0.02", TALKING)
    assert answer.json["code"] == "too_large"


def test_the_contact_sheet_is_a_picture(tmp_path):
    sheet = tmp_path / "faces.jpg"
    assert run("video", "--contact-sheet", sheet, TALKING).code == 0
    with PIL.Image.open(sheet) as picture:
        assert picture.width > 900
        assert picture.height > 250
    assert run("video", "--contact-sheet", tmp_path / "none.png", NO_FACE).code == 0


def test_the_drawn_video_can_be_read_again(tmp_path):
    drawn = tmp_path / "drawn.mp4"
    assert run("video", "--draw", drawn, TALKING).code == 0
    again = run("video", "--json", drawn).json
    assert again["codec"] == "mjpeg"
    assert again["frames_decoded"] == 250
    assert len(again["tracks"]) == 1
    assert list(tmp_path.iterdir()) == [drawn]
