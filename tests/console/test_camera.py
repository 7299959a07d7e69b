# SPDX-License-Identifier: Apache-2.0
"""Enrol, Live and Unlock with the camera, and advice where there is none."""

import pytest
from playwright.sync_api import expect

from clips import ACTOR
from console import Console, faults
from service import DATA, running

SLOW = 60_000  # Milliseconds: a camera is as slow as life.


def start_enrolment(console: Console, name: str):
    console.go("enrol")
    console.page.get_by_label("Name", exact=True).fill(name)
    console.page.get_by_role("button", name="Start the camera").click()


@pytest.fixture(scope="module")
def enrolled(camera, server):
    """Ada, enrolled by the camera; deleted in the end."""
    with Console(camera("ada"), server.url) as console:
        start_enrolment(console, "Ada")
        expect(console.page.locator(".camera .mark rect")).to_have_count(1, timeout=SLOW)
        expect(console.page.get_by_text("Ada is enrolled.")).to_be_visible(timeout=SLOW)
        console.check_that_nothing_was_refused()
    yield "Ada"
    with Console(camera("ada"), server.url) as console:
        page = console.page
        console.go("people")
        page.locator(".people button", has_text="Ada").click()
        page.get_by_role("article", name="Ada").get_by_role("button", name="Delete").click()
        page.get_by_role("dialog").get_by_role("button", name="Delete").click()
        expect(page.get_by_text("Ada was deleted.")).to_be_visible()


def test_who_is_enrolled_is_named_live(camera, server, enrolled):
    with Console(camera("ada"), server.url) as console:
        console.go("live")
        console.page.get_by_role("button", name="Start the camera").click()
        expect(console.page.locator(".here strong")).to_have_text(enrolled, timeout=SLOW)
        assert faults(console) == []
        console.page.get_by_role("button", name="Stop").click()
        expect(console.page.locator("video")).to_have_count(0)
        console.check_that_nothing_was_refused()


def test_a_stranger_is_unknown_and_may_not_enrol_as_a_second_ada(camera, server, enrolled):
    with Console(camera("stranger"), server.url) as console:
        console.go("live")
        console.page.get_by_role("button", name="Start the camera").click()
        expect(console.page.locator(".here strong")).to_have_text("Unknown", timeout=SLOW)
    with Console(camera("ada"), server.url) as console:
        start_enrolment(console, "Another Ada")
        expect(console.page.get_by_role("alert")).to_contain_text("enrolled already", timeout=SLOW)
        console.go("people")
        expect(console.page.locator(".people button")).to_have_count(1)


def test_a_camera_of_the_server_is_followed_with_names(browser):
    clip = DATA / ACTOR.clip
    options = ("--detectors", "retinaface", "--models", "arcface", "--camera", f"door={clip}")
    with running(*options, "--camera", "off=http://127.0.0.1:1/") as server:
        server.wait_until_ready()
        person = server.post("/v1/people", json={"name": "Ada", "consent": "yes"}).json()["id"]
        files = [("image", (f"{i}.jpg", data)) for i, data in enumerate(ACTOR.enrolment())]
        assert server.post(f"/v1/people/{person}/templates", files=files).status_code == 201
        with Console(browser, server.url) as console:
            page = console.page
            console.go("live")
            page.get_by_role("combobox", name="Camera").select_option("off")
            page.get_by_role("button", name="Start the camera").click()
            expect(page.locator(".advice")).to_contain_text("does not answer", timeout=SLOW)
            page.get_by_role("combobox", name="Camera").select_option("door")
            expect(page.locator(".here strong")).to_have_text("Ada", timeout=SLOW)
            expect(page.locator(".camera .mark rect")).to_have_count(1)
            assert page.evaluate("document.querySelector('canvas').width") == 512
            assert faults(console) == []
            console.check_that_nothing_was_refused()


def test_nobody_before_the_camera_is_said(camera, server):
    with Console(camera("nobody"), server.url) as console:
        start_enrolment(console, "Nobody")
        expect(console.page.locator(".advice")).to_contain_text("Nobody is to be seen", timeout=SLOW)


PROBLEMS = {
    "NotAllowedError": "Allow it by the symbol",
    "NotFoundError": "There is no camera.",
    "NotReadableError": "Another program uses the camera.",
}


@pytest.mark.parametrize("error", PROBLEMS)
def test_no_camera_is_met_with_advice(console, error):
    """Headless Chromium has no camera and cannot ask; which of the reasons it gives is ours here."""
    page = console.page
    page.evaluate(
        """(name) => { navigator.mediaDevices.getUserMedia =
             () => Promise.reject(new DOMException("", name)) }""",
        error,
    )
    start_enrolment(console, "Ada")
    expect(page.get_by_role("alert")).to_contain_text(PROBLEMS[error])
    expect(page.get_by_role("alert").get_by_role("button", name="Try again")).to_be_visible()
