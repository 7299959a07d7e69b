# SPDX-License-Identifier: Apache-2.0
"""eval: measured accuracy, its files, and the thresholds that compare then uses."""

import itertools
import shutil
import xml.etree.ElementTree

import pytest

from conftest import BIDEN, DATA, OBAMA, OBAMA_AGAIN, fail, succeed

LFW = DATA / "lfw_view1test"


def persons() -> dict[str, list]:
    """Eight persons of LFW with two to four pictures each."""
    folders = {}
    for folder in sorted((LFW / "images").iterdir()):
        pictures = sorted(folder.glob("*.jpg"))
        if 2 <= len(pictures) <= 4:
            folders[folder.name] = pictures
        if len(folders) == 8:
            break
    return folders


@pytest.fixture(scope="module")
def pairs(tmp_path_factory):
    """A CSV of pairs and the folder of its pictures, one folder per person."""
    folder = tmp_path_factory.mktemp("pairs")
    known = persons()
    for name, pictures in known.items():
        (folder / name).mkdir()
        for picture in pictures:
            shutil.copy(picture, folder / name)
    shutil.copy(DATA / "awkward/gen/black_640.png", folder / next(iter(known)) / "black.png")
    lines = ["a,b,same"]
    for name, pictures in known.items():
        lines.append(f"{name}/{pictures[0].name},{name}/{pictures[1].name},1")
    for (one, first), (other, second) in itertools.combinations(known.items(), 2):
        lines.append(f"{one}/{first[0].name},{other}/{second[0].name},0")
    name, pictures = next(iter(known.items()))
    lines.append(f"{name}/{pictures[0].name},{name}/black.png,1")
    (folder / "pairs.csv").write_text("\n".join(lines) + "\n")
    return folder


def check_svg(path):
    root = xml.etree.ElementTree.parse(path).getroot()
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert root.find(".//{*}polyline") is not None or root.find(".//{*}path") is not None


def test_verification_has_the_keys_it_promises_and_writes_its_files(pairs, tmp_path):
    roc, histogram, table = tmp_path / "roc.svg", tmp_path / "scores.svg", tmp_path / "table.toml"
    words = ["eval", "verification", "--pairs", pairs / "pairs.csv", "--images", pairs]
    files = ["--roc", roc, "--histogram", histogram, "--calibrate", table, "--data-name", "a test"]
    answer = succeed(*words, *files, "--json").json
    assert answer.keys() == {
        "accuracy",
        "accuracy_std",
        "eer",
        "threshold",
        "tar_at_far",
        "pairs",
        "undetected",
        "seconds",
        "detector",
        "model",
        "histogram",
    }
    counts = answer["histogram"]
    assert (counts["lowest"], counts["highest"]) == (-1, 1)
    assert (sum(counts["genuine"]), sum(counts["impostor"])) == (8 + 1, 28)
    assert answer["pairs"] == 8 + 28 + 1
    assert answer["undetected"] == 1, "a miss of the detector counts and is not skipped"
    assert 0.9 < answer["accuracy"] < 1
    assert [rate["far"] for rate in answer["tar_at_far"]] == [1e-2, 1e-3, 1e-4]
    for rate in answer["tar_at_far"]:
        assert rate.keys() == {"far", "tar", "low", "high", "threshold", "far_high"}
        assert rate["low"] <= rate["tar"] <= rate["high"]
        assert 0 < rate["far_high"] <= 1, "few impostors prove little, and it is said how little"
    check_svg(roc)
    check_svg(histogram)
    assert 'data = "a test"' in table.read_text() or "a test" in table.read_text()
    decision = succeed(
        "compare", "--json", "--far", "0.1", "--calibration", table, OBAMA, OBAMA_AGAIN
    ).json
    assert decision["same_person"] is True
    fail("unavailable", "compare", "--far", "0.1", "--calibration", table, "--model", "sface", OBAMA, BIDEN)


def test_verification_tells_each_group_apart(pairs, tmp_path):
    lines = (pairs / "pairs.csv").read_text().splitlines()
    lines[0] += ",group"
    lines[1:] = [f"{line},{'one' if number % 2 else 'two'}" for number, line in enumerate(lines[1:])]
    (tmp_path / "grouped.csv").write_text("\n".join(lines) + "\n")
    words = ["eval", "verification", "--pairs", tmp_path / "grouped.csv", "--images", pairs]
    answer = succeed(*words, "--detector", "yunet", "--json").json
    assert [group["group"] for group in answer["groups"]] == ["two", "one"]
    for kind in ("genuine", "impostor"):
        together = [sum(bins) for bins in zip(*(group["histogram"][kind] for group in answer["groups"]))]
        assert together == answer["histogram"][kind]
        assert [group[kind] for group in answer["groups"]] == [
            sum(group["histogram"][kind]) for group in answer["groups"]
        ]
    for group in answer["groups"]:
        assert group["frr_low"] <= group["frr"] <= group["frr_high"]
        assert group["far_low"] <= group["far"] <= group["far_high"]
    assert sum(group["undetected"] for group in answer["groups"]) == 1


def test_verification_as_text_shows_each_figure(pairs):
    text = succeed(
        "eval", "verification", "--pairs", pairs / "pairs.csv", "--images", pairs, "--detector", "yunet"
    ).out
    for word in ("accuracy", "eer", "tar_at_far", "undetected"):
        assert word in text


def test_verification_refuses_lists_that_are_none(tmp_path):
    words = ["eval", "verification", "--images", tmp_path, "--pairs"]
    fail("not_found", *words, tmp_path / "none.csv")
    broken = tmp_path / "broken.csv"
    broken.write_text("a,b,same\nonly one column\n")
    fail("corrupt", *words, broken)


def test_detection_gives_average_precision_recall_by_height_and_a_chart(tmp_path):
    images = DATA / "det_facemask_dev/images"
    lines = (DATA / "det_facemask_dev/faces.csv").read_text().splitlines()
    names = sorted({line.split(",")[0] for line in lines[1:]})[:15]
    boxes = tmp_path / "boxes.csv"
    kept = [lines[0]] + [line for line in lines[1:] if line.split(",")[0] in names]
    boxes.write_text("\n".join(kept) + "\n")
    chart = tmp_path / "recall.svg"
    words = ["eval", "detection", "--boxes", boxes, "--images", images, "--svg", chart]
    answer = succeed(*words, "--json").json
    assert answer.keys() == {
        "ap",
        "images",
        "faces",
        "detections",
        "false_detections",
        "recall_by_height",
        "seconds",
    }
    assert answer["images"] == len(names) and 0.5 < answer["ap"] <= 1
    counted = [row["faces"] for row in answer["recall_by_height"] if row["from"] >= 20]
    assert sum(counted) == answer["faces"]
    check_svg(chart)
    assert "recall" in succeed(*words).out


def test_liveness_tells_the_errors_of_each_kind_with_their_intervals(tmp_path):
    chart, table = tmp_path / "errors.svg", tmp_path / "liveness.toml"
    stills = DATA / "live_still_dev"
    answer = succeed("eval", "liveness", stills, "--svg", chart, "--json").json
    assert answer.keys() == {"apcer", "apcer_worst", "bpcer", "presentations"}
    kinds = {rate["kind"]: rate for rate in answer["apcer"]}
    assert kinds.keys() == {"print", "screen", "unspecified"}
    for rate in [*kinds.values(), answer["bpcer"]]:
        assert rate["errors"] == 0 and rate["no_face"] == 0
        assert rate["low"] <= rate["rate"] <= rate["high"] and rate["high"] > 0.3, "few prove little"
    assert len(answer["presentations"]) == 8
    xml.etree.ElementTree.parse(chart)
    text = succeed("eval", "liveness", stills, "--calibrate", table, "--data-name", "a test").out
    assert "APCER print" in text and "BPCER" in text and "without it" in text
    assert 'data = "a test"' in table.read_text()
    fail("not_found", "eval", "liveness", tmp_path)


def test_the_lock_is_tried_with_everybody_as_everybody():
    answer = succeed("eval", "lock", DATA / "ver_johns5/images", "--json").json
    assert (answer["people"], answer["enrolled"]) == (5, 5)
    assert answer["calibrated_far"] <= 1 / 50_000
    assert answer["far"]["errors"] == 0 and answer["far"]["none_seen_high"] > 1 / 50_000
    assert answer["frr"]["tries"] == 55 and answer["frr"]["rate"] < 0.05
    fail("unavailable", "eval", "lock", DATA / "ver_johns5/images", "--far", "1e-9")
