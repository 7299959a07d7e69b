# SPDX-License-Identifier: Apache-2.0
"""Unlock by the camera, as the server asks for it by itself: the enrolled, living person who does
what is asked is let in, nobody else and no recording."""

import json
import re
import time

import pytest
from actor import acting, refilming, replaying
from clips import ACTOR, frames, jpeg
from playwright.sync_api import expect

from console import Console, faults
from service import running

SLOW = 60_000  # Milliseconds: a camera is as slow as life.
TWO_MINUTES = 120
# A wrong movement ends a try at once, perhaps before enough of the face was seen to say more than the
# second; which of the two clips get is held to in tests/http/test_unlock.py.
NOT_LIVE = re.compile("It was not to be seen that a living person|No face was to be seen all the time")
# A machine that is busy with other things may see too few frames to say more than that.
TRIES = 3


def enrol(server, name: str, pictures: list[bytes]) -> str:
    person = server.post("/v1/people", json={"name": name, "consent": "I agree."}).json()["id"]
    files = [("image", (f"{i}.jpg", data)) for i, data in enumerate(pictures)]
    data = {"allow_duplicate": "true"}
    answer = server.post(f"/v1/people/{person}/templates", files=files, data=data)
    assert answer.status_code == 201, answer.text
    return person


@pytest.fixture(scope="module")
def lock():
    with running("--models", "arcface", "--detectors", "retinaface") as started:
        yield started.wait_until_ready()


def unlock(console: Console, name: str):
    page = console.page
    console.go("unlock")
    chosen = page.get_by_label("Who are you?")
    expect(chosen.locator("option", has_text=name)).to_have_count(1)
    chosen.select_option(label=name)
    page.get_by_role("button", name="Unlock", exact=True).click()
    expect(page.locator(".steps li")).to_have_count(3)


def forget_failures(lock):
    """Each of these tests has its own failures, and as many of them as it needs."""
    for each in lock.get("/v1/attempts").json()["attempts"]:
        assert lock.delete(f"/v1/attempts/{each['kind']}/{each['subject']}").status_code == 204


def refused(console: Console, lock, name: str, why: str | re.Pattern):
    """Never let in; and once the machine had the time to see enough, for the reason given."""
    page = console.page
    for _ in range(TRIES):
        unlock(console, name)
        expect(page.locator(".verdict")).to_have_text("Not unlocked", timeout=SLOW)
        expect(page.locator("pre")).to_have_count(0)
        forget_failures(lock)
        if page.get_by_text(why).count() > 0:
            break
        page.get_by_role("button", name="Once more").click()
    expect(page.get_by_text(why)).to_be_visible()
    console.check_that_nothing_was_refused()


def test_a_newcomer_enrols_and_unlocks_within_two_minutes(browser, lock):
    begun = time.monotonic()
    with Console(browser, lock.url, script=acting()) as console:
        page = console.page
        page.get_by_role("link", name="Unlock", exact=True).click()
        page.get_by_role("main").get_by_role("link", name="Enrol", exact=True).click()
        page.get_by_label("Name", exact=True).fill("Ada")
        page.get_by_role("button", name="Start the camera").click()
        expect(page.locator(".camera .mark rect")).to_have_count(1, timeout=SLOW)
        page.get_by_role("link", name="Try to unlock").click(timeout=SLOW)
        expect(page.get_by_label("Who are you?").locator("option")).to_have_text("Ada")
        page.get_by_role("button", name="Unlock", exact=True).click()
        expect(page.locator(".steps li")).to_have_count(3)
        assert faults(console) == []
        expect(page.locator(".verdict")).to_have_text("Unlocked", timeout=SLOW)
        claims = json.loads(page.locator("pre").first.inner_text())
        assert claims["aud"] == "console"
        token = page.locator("pre").last.inner_text()
        redeemed = lock.post("/v1/unlock/redeem", json={"token": token, "audience": "console"})
        assert redeemed.json()["person"] == claims["sub"]
        console.check_that_nothing_was_refused()
    assert time.monotonic() - begun < TWO_MINUTES


def test_another_person_is_refused(browser, lock):
    enrol(lock, "Bob", [jpeg(frame) for frame in frames("video_dev/liveportrait_d12.mp4")[:60:20]])
    with Console(browser, lock.url, script=acting()) as console:
        refused(console, lock, "Bob", "This is not the person")
        console.page.get_by_role("button", name="Once more").click()
        expect(console.page.get_by_label("Who are you?")).to_be_visible()


def test_a_recording_of_another_answer_is_refused(browser, lock):
    enrol(lock, "Filmed", ACTOR.enrolment())
    with Console(browser, lock.url, script=replaying()) as console:
        refused(console, lock, "Filmed", NOT_LIVE)


def test_a_screen_that_shows_what_is_asked_is_refused(browser, lock):
    with Console(browser, lock.url, script=refilming()) as console:
        refused(console, lock, "Filmed", NOT_LIVE)
