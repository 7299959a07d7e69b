# SPDX-License-Identifier: Apache-2.0
"""detect, align and embed on real pictures."""

import csv
import shutil

import pytest

from conftest import DATA, EXIT_CODES, GROUP, OBAMA, PORTRAIT, cosine, embedding, fail, run, succeed

DETECTORS = ["retinaface", "mtcnn", "yunet"]
MODELS = {"arcface": 512, "arcface-small": 192, "sface": 128}


@pytest.fixture
def holiday(tmp_path):
    """Two pictures at different depths, one that is none, and a file that is not meant."""
    folder = tmp_path / "holiday"
    (folder / "more").mkdir(parents=True)
    shutil.copy(OBAMA, folder / "b.jpg")
    shutil.copy(OBAMA, folder / "more" / "c.JPG")
    (folder / "a.jpg").write_text("not a picture")
    (folder / "notes.txt").write_text("not meant")
    return folder


@pytest.mark.parametrize("detector", DETECTORS)
def test_detect_gives_boxes_scores_and_landmarks_in_pixels_of_the_picture(detector):
    answer = succeed("detect", "--json", "--detector", detector, PORTRAIT).json
    assert answer["file"] == str(PORTRAIT)
    face, *_ = answer["faces"]  # The best-scored one.
    box = face["box"]
    assert box["width"] > 50 and box["height"] > 50
    assert 0 < face["score"] <= 1
    assert len(face["landmarks"]) == 5
    for x, y in face["landmarks"]:
        assert box["x"] < x < box["x"] + box["width"] <= answer["width"] + box["width"]
        assert box["y"] < y < box["y"] + box["height"]
    assert "embedding" not in face


def test_detect_without_json_is_text_for_people():
    text = succeed("detect", PORTRAIT).out
    assert text.startswith(f"{PORTRAIT}: 1 face\n") and "score" in text


def test_no_face_is_an_empty_list_and_no_error():
    assert succeed("detect", "--json", DATA / "awkward/gen/black_640.png").json["faces"] == []


def test_a_folder_is_searched_and_one_bad_file_does_not_stop_the_rest(holiday):
    answer = run("detect", "--json", holiday)
    assert answer.code == 1, answer
    bad, first, second = answer.lines
    assert bad["file"].endswith("a.jpg") and bad["code"] == "unsupported_format"
    assert first["file"].endswith("b.jpg") and len(first["faces"]) == 1
    assert second["file"].endswith("c.JPG") and len(second["faces"]) == 1


def test_in_text_the_bad_file_is_named_on_standard_error(holiday):
    answer = run("detect", holiday)
    assert answer.code == 1
    (line,) = answer.err.splitlines()
    assert line.startswith(f"facelatch: {holiday / 'a.jpg'}: ")
    assert answer.out.count("1 face") == 2


def test_patterns_are_expanded_by_the_program_too(holiday):
    answer = succeed("detect", "--json", f"{holiday}/[b-z]*.jpg")
    assert [line["file"] for line in answer.lines] == [str(holiday / "b.jpg")]


def test_what_matches_nothing_is_said(tmp_path):
    assert "nowhere.jpg" in fail("not_found", "detect", tmp_path / "nowhere.jpg")
    assert "*.jpg" in fail("not_found", "detect", f"{tmp_path}/*.jpg")
    fail("not_found", "detect", tmp_path)


def test_a_single_bad_file_ends_with_the_code_of_its_error(holiday):
    fail("unsupported_format", "detect", holiday / "a.jpg")
    answer = run("detect", "--json", holiday / "a.jpg")
    assert answer.code == EXIT_CODES["unsupported_format"]
    assert answer.json.keys() == {"file", "error", "code"}


@pytest.mark.parametrize("name", ["marked.jpg", "marked.png"])
def test_draw_writes_the_picture_with_its_faces_marked(tmp_path, name):
    target = tmp_path / name
    before = succeed("detect", "--json", "--draw", target, GROUP).json
    assert len(before["faces"]) == 2
    after = succeed("detect", "--json", target).json
    assert (after["width"], after["height"]) == (before["width"], before["height"])
    magic = {".jpg": b"\xff\xd8", ".png": b"\x89PNG"}[target.suffix]
    assert target.read_bytes().startswith(magic)
    assert target.read_bytes() != GROUP.read_bytes()


def test_draw_takes_one_picture_and_a_folder_that_can_be_written(tmp_path, holiday):
    fail("invalid_argument", "detect", "--draw", tmp_path / "x.jpg", OBAMA, GROUP)
    answer = run("detect", "--draw", tmp_path / "none" / "x.jpg", OBAMA)
    assert answer.code == EXIT_CODES["unavailable"]
    assert not (tmp_path / "none").exists()


def test_align_writes_one_crop_of_112_pixels_per_face(tmp_path):
    answer = succeed("align", "--json", "--out", tmp_path, GROUP).json
    crops = sorted(tmp_path.iterdir())
    assert [crop.name for crop in crops] == ["two_people.jpg-0.png", "two_people.jpg-1.png"]
    for crop, face in zip(crops, answer["faces"], strict=True):
        seen = succeed("detect", "--json", crop).json
        assert (seen["width"], seen["height"]) == (112, 112)
        quality = face["quality"]
        assert 0 < quality["total"] <= 1 and 0 < quality["brightness"] < 1
        assert quality["sharpness"] > 0 and 0 < quality["contrast"] < 0.5
        assert abs(quality["yaw"]) < 90 and abs(quality["pitch"]) < 90


def test_the_head_pose_network_is_asked_where_it_is_wanted(tmp_path):
    """On the picture of AFLW2000 whose face is turned farthest."""
    turned = DATA / "lmk_aflw2000_16"
    with open(turned / "landmarks68.csv", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: -abs(float(row["yaw_deg"])))
    picture, yaw = turned / rows[0]["file"], float(rows[0]["yaw_deg"])
    words = ["align", "--json", "--largest", "--out", tmp_path, picture]
    (face,) = succeed(*words, "--pose", "network").json["faces"]
    assert face["quality"]["yaw"] == pytest.approx(-yaw, abs=8), "positive is the viewer's right"
    (plain,) = succeed(*words).json["faces"]
    assert plain["quality"]["yaw"] != face["quality"]["yaw"]
    assert plain["box"] == face["box"]


@pytest.mark.parametrize("model", MODELS)
def test_embed_gives_vectors_of_unit_length(model):
    (face,) = succeed("embed", "--json", "--model", model, PORTRAIT).json["faces"]
    assert face["model"] == model
    values = face["embedding"]
    assert len(values) == MODELS[model]
    assert cosine(values, values) == pytest.approx(1, abs=1e-5)


def test_largest_and_mirror_change_what_is_embedded():
    assert len(succeed("embed", "--json", GROUP).json["faces"]) == 2
    plain, mirrored = embedding(GROUP), embedding(GROUP, "--mirror")
    assert 0.9 < cosine(plain, mirrored) < 0.99999


def test_min_score_and_max_faces_drop_faces():
    assert succeed("detect", "--json", "--min-score", "1", GROUP).json["faces"] == []
    assert len(succeed("detect", "--json", "--max-faces", "1", GROUP).json["faces"]) == 1


def test_any_rotation_finds_a_face_that_lies_on_its_side():
    sideways = DATA / "awkward/gen/rot90_noexif.jpg"
    (face,) = succeed("embed", "--json", "--any-rotation", sideways).json["faces"]
    assert cosine(face["embedding"], embedding(PORTRAIT)) > 0.8


def test_names_that_do_not_exist_are_answered_with_those_that_do():
    assert "retinaface, mtcnn, yunet" in fail("not_found", "detect", "--detector", "haar", OBAMA)
    assert "arcface" in fail("not_found", "embed", "--model", "vgg", OBAMA)
