# SPDX-License-Identifier: Apache-2.0
"""Every row of both manifests of the awkward files gives what it expects.

A row's `faces` counts those of the portrait; how alike a face must be is said in the data's README.
"""

import csv
import time

import pytest

from conftest import DATA, EXIT_CODES, Answer, cosine, embedding, run

LEAST_COSINE = 0.8
MOST_SECONDS = 2
ERRORS = {"unsupported_format", "too_large", "corrupt"}


def rows(manifest: str, folder: str) -> list[dict]:
    with open(DATA / "awkward" / manifest, newline="", encoding="utf-8") as file:
        found = [row | {"path": DATA / "awkward" / folder / row["file"]} for row in csv.DictReader(file)]
    # The collection is shared in parts, and this one need not have every file.
    return [row for row in found if row["path"].exists()]


PICTURES = rows("gen_manifest.csv", "gen")
VIDEOS = rows("video_manifest.csv", "video_gen")


@pytest.fixture(scope="module")
def portrait() -> list[float]:
    return embedding(DATA / "awkward/gen/base.jpg")


def timed(*words) -> Answer:
    begin = time.monotonic()
    answer = run(*words)
    assert time.monotonic() - begin < MOST_SECONDS
    return answer


def check_error(answer: Answer) -> None:
    assert answer.json["code"] in ERRORS, answer
    assert answer.code == EXIT_CODES[answer.json["code"]], answer
    assert answer.json["error"].endswith("."), answer


def shows_the_portrait(answer: Answer, portrait) -> bool:
    return answer.code == 0 and any(
        cosine(face["embedding"], portrait) >= LEAST_COSINE for face in answer.json["faces"]
    )


def test_the_collection_is_there():
    assert len(PICTURES) > 80 and len(VIDEOS) == 30


@pytest.mark.parametrize("row", PICTURES, ids=lambda row: row["file"])
def test_picture(row, portrait):
    answer = timed("embed", "--json", row["path"])
    expect = row["expect"]
    if answer.code != 0:
        check_error(answer)
    if expect in ("same_face", "first_frame_face"):
        assert shows_the_portrait(answer, portrait), answer
    elif expect in ("same_face_or_clean_error", "clean_error_or_same_face", "same_face_or_rotated"):
        # What we read, we read upright.
        assert answer.code != 0 or shows_the_portrait(answer, portrait), answer
    elif expect in ("clean_error", "clean_error_fast"):
        assert answer.code != 0, answer
    elif expect == "clean_error_or_partial":
        assert answer.code == EXIT_CODES["corrupt"], answer
    elif expect == "no_face":
        assert answer.json["faces"] == [], answer
    elif expect.startswith("face_or_"):
        assert answer.code == 0, answer
    else:
        assert expect in ("any_no_crash", "clean_error_fast_or_first_frame"), expect


@pytest.mark.parametrize("row", VIDEOS, ids=lambda row: row["file"])
def test_a_video_is_no_picture(row):
    """But what a picture's decoder knows within it: a GIF, or a JPEG of another name."""
    answer = timed("detect", "--json", row["path"])
    if row["file"] in ("clip.gif", "jpeg_named.mp4"):
        assert answer.code == 0, answer
    else:
        check_error(answer)


def test_all_of_them_in_one_call_give_a_line_each():
    files = [row["path"] for row in PICTURES + VIDEOS]
    answer = run("detect", "--json", *files)
    assert answer.code == 1
    assert [line["file"] for line in answer.lines] == [str(file) for file in files]
