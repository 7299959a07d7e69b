# SPDX-License-Identifier: Apache-2.0
"""Each awkward picture and clip, dropped: a face where one is to be found, else words that say why not."""

import csv
import re

from playwright.sync_api import expect

from service import DATA

AWKWARD = DATA / "awkward"
# These would mean that page or server failed, not the picture.
FAULTS = ["error.internal", "in a way that this page does not understand", "Something went wrong"]


def manifest(name: str) -> dict[str, str]:
    """What is to be expected, by the name of the file."""
    with (AWKWARD / name).open() as file:
        return {row["file"]: row["expect"] for row in csv.DictReader(file)}


def answers(console, paths) -> dict[str, str]:
    """What each card says at last, by the name of its file; none says that page or server failed."""
    console.drop(paths)
    expect(console.page.locator("article")).to_have_count(len(paths))
    expect(console.page.locator("article[aria-busy=true]")).to_have_count(0, timeout=120_000)
    cards = console.page.locator("article").all_inner_texts()
    said = dict(zip((path.name for path in paths), cards, strict=True))
    assert [name for name, text in said.items() if any(fault in text for fault in FAULTS)] == []
    sent = [url for url in console.requested if url.endswith(("/v1/embed", "/v1/video"))]
    assert len(sent) == len(paths), "each is sent once"
    return said


def without(said: dict[str, str], *words: str) -> list[str]:
    """Those whose cards say none of these words."""
    return [name for name, text in said.items() if not any(word in text for word in words)]


def test_each_awkward_picture_is_answered(console):
    expected = manifest("gen_manifest.csv")
    paths = sorted((AWKWARD / "gen").iterdir())
    assert len(paths) > 50
    said = answers(console, paths)
    assert without(said, "Face 1", "The server said") == []
    same = {name: text for name, text in said.items() if expected[name] == "same_face"}
    assert without(same, "Face 1") == []


def test_pictures_without_a_face_are_answered_one_by_one(console):
    paths = sorted((AWKWARD / "pngsuite").glob("*.png"))
    assert len(paths) > 150
    said = answers(console, paths)
    assert without(said, "The server said") == []
    broken = {name: text for name, text in said.items() if name.startswith("x")}
    assert len(broken) > 5
    assert [name for name, text in broken.items() if "There is no face to be seen" in text] == []


def test_each_awkward_clip_is_answered(console):
    expected = manifest("video_manifest.csv")
    paths = sorted((AWKWARD / "video_gen").iterdir())
    assert len(paths) > 20
    said = answers(console, paths)
    assert without(said, "1 person", "1 face", "nobody", "The server said") == []
    whole = {name: text for name, text in said.items() if re.fullmatch(r"\d+ frames? 1 face", expected[name])}
    assert without(whole, "1 person") == []
    broken = {name: text for name, text in said.items() if expected[name].startswith("clean error")}
    assert without(broken, "The server said") == []
