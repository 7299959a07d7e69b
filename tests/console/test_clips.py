# SPDX-License-Identifier: Apache-2.0
"""Clips in Try it: who is in them, which frames suit, and why the others do not."""

import re

from playwright.sync_api import expect

from service import DATA

SLOW = 60_000  # Milliseconds: a clip of several seconds is looked at.


def test_the_frames_of_a_clip_are_told(console):
    page = console.page
    console.drop([DATA / "video_dev/liveportrait_d12.mp4", DATA / "video_dev/liveportrait_d3.mp4"])
    expect(page.locator(".verdict")).to_have_text("Different people", timeout=SLOW)
    card = page.locator("article").first
    expect(card.get_by_role("heading", level=2)).to_have_text("liveportrait_d12.mp4: 1 person")
    expect(card.locator("video")).to_be_visible()
    assert card.locator(".strip .crop").count() >= 3
    expect(card.locator(".strip li").first).to_contain_text(re.compile(r"at \d+\.\d s"))
    face = card.locator(".face")
    expect(face).to_have_class("face chosen")
    face.get_by_role("button").click()
    expect(face).to_have_class("face")
    expect(page.get_by_text("Choose a second face.")).to_be_visible()
    card.get_by_text("Frames that were not taken").click()
    expect(card.locator("details li").first).to_have_text(re.compile(r"^\d+ × "))


def test_a_clip_without_anybody_and_a_broken_one_are_said(console):
    page = console.page
    console.drop([DATA / "video_dev/noface_plant_shaky.mp4"])
    heading = page.get_by_role("heading", name="noface_plant_shaky.mp4: nobody")
    expect(heading).to_be_visible(timeout=SLOW)
    broken = {"name": "broken.mp4", "mimeType": "video/mp4", "buffer": b"no clip at all"}
    page.set_input_files("input[type=file]", broken)
    expect(page.get_by_role("alert")).to_contain_text("no picture or clip of a format")
