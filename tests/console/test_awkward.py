# SPDX-License-Identifier: Apache-2.0
"""Each awkward picture, dropped: a face where one is to be found, else words that say why not."""

import csv

from playwright.sync_api import expect

from service import DATA

AWKWARD = DATA / "awkward"
# These would mean that page or server failed, not the picture.
FAULTS = ["error.internal", "in a way that this page does not understand", "Something went wrong"]


def answers(console, paths) -> dict[str, str]:
    """What each card says at last, by the name of its file."""
    console.drop(paths)
    expect(console.page.locator("article")).to_have_count(len(paths))
    expect(console.page.locator("article[aria-busy=true]")).to_have_count(0, timeout=120_000)
    cards = console.page.locator("article").all_inner_texts()
    return dict(zip((path.name for path in paths), cards, strict=True))


def test_each_awkward_picture_is_answered(console):
    with (AWKWARD / "gen_manifest.csv").open() as file:
        expected = {row["file"]: row for row in csv.DictReader(file)}
    paths = [path for path in sorted((AWKWARD / "gen").iterdir()) if path.name in expected]
    assert len(paths) > 50
    said = answers(console, paths)
    assert [name for name, text in said.items() if any(fault in text for fault in FAULTS)] == []
    lost = [name for name, text in said.items() if expected[name]["expect"] == "same_face" and "Face 1" not in text]
    assert lost == []
    silent = [name for name, text in said.items() if "Face 1" not in text and "The server said" not in text]
    assert silent == []


def test_pictures_without_a_face_are_answered_one_by_one(console):
    every = sorted((AWKWARD / "pngsuite").glob("*.png"))
    paths = [path for number, path in enumerate(every) if number % 3 == 0 or path.name.startswith("x")]
    said = answers(console, paths)
    assert [name for name, text in said.items() if "The server said" not in text] == []
    broken = {name: text for name, text in said.items() if name.startswith("x")}
    assert len(broken) > 5
    assert [name for name, text in broken.items() if "There is no face to be seen" in text] == []
