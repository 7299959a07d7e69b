# SPDX-License-Identifier: Apache-2.0
"""Unlock by the camera: the enrolled person is let in, nobody else and no replay."""

import json

import pytest
from playwright.sync_api import expect

from clips import ACTOR
from console import Console
from service import running

SLOW = 60_000  # Milliseconds: a camera is as slow as life.


@pytest.fixture(scope="module")
def lock():
    """A server that lets in without movements: a clip cannot make those that are asked for."""
    options = ("--models", "arcface", "--detectors", "retinaface", "--unlock-policy", "passive")
    with running(*options) as started:
        started.wait_until_ready()
        person = {"name": "Ada", "consent": "I agree."}
        started.person = started.post("/v1/people", json=person).json()["id"]
        files = [("image", (f"{i}.jpg", data)) for i, data in enumerate(ACTOR.enrolment())]
        path = f"/v1/people/{started.person}/templates"
        assert started.post(path, files=files).status_code == 201
        yield started


def unlock(console: Console, policy: str = "By no trace of paper or screen alone"):
    page = console.page
    console.go("unlock")
    expect(page.get_by_label("Who do you say you are?").locator("option")).to_have_text("Ada")
    page.get_by_label("How to show that you are there").select_option(label=policy)
    page.get_by_role("button", name="Unlock", exact=True).click()


def test_the_enrolled_person_gets_a_token(camera, lock):
    with Console(camera("ada"), lock.url) as console:
        unlock(console)
        expect(console.page.locator(".verdict")).to_have_text("Unlocked", timeout=SLOW)
        claims = json.loads(console.page.locator("pre").first.inner_text())
        assert (claims["sub"], claims["aud"]) == (lock.person, "console")
        token = console.page.locator("pre").last.inner_text()
        redeemed = lock.post("/v1/unlock/redeem", json={"token": token, "audience": "console"})
        assert redeemed.json()["person"] == lock.person


def test_a_stranger_is_refused(camera, lock):
    with Console(camera("stranger"), lock.url) as console:
        unlock(console)
        expect(console.page.locator(".verdict")).to_have_text("Not unlocked", timeout=SLOW)
        expect(console.page.locator("pre")).to_have_count(0)
        console.page.get_by_role("button", name="Once more").click()
        expect(console.page.get_by_label("Who do you say you are?")).to_be_visible()


# What was advised, each once; a loaded machine may be late for an advice of three seconds.
REMEMBER = """() => {
  window.advised = new Set();
  new MutationObserver(() => {
    const advice = document.querySelector(".advice");
    if (advice) window.advised.add(advice.textContent.slice(0, 4));
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
}"""


def test_a_replay_does_not_make_the_movements_that_are_asked_for(camera, lock):
    with Console(camera("replay"), lock.url) as console:
        console.page.evaluate(REMEMBER)
        unlock(console, "By movements, and no trace of paper or screen")
        expect(console.page.locator(".verdict")).to_have_text("Not unlocked", timeout=SLOW)
        expect(console.page.get_by_text("It was not to be seen that a living person")).to_be_visible()
        assert console.page.evaluate("[...advised]") == ["Look", "1/3:", "2/3:", "3/3:"]
        expect(console.page.get_by_role("alert")).to_have_count(0)
