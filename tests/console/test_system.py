# SPDX-License-Identifier: Apache-2.0
"""System and API: what runs, how fast, and the description with a key."""

import re

from playwright.sync_api import expect

from console import Console
from service import ROOT


def test_the_charts_show_what_the_server_does(console, person):
    page = console.page
    console.go("system")
    requests = page.get_by_role("figure").filter(has_text="Answers per second")
    expect(requests.get_by_role("definition").first).to_have_text("0.0")
    with person[0].open("rb") as picture:
        page.request.post(console.url + "/v1/detect", multipart={"image": {
            "name": "a.jpg", "mimeType": "image/jpeg", "buffer": picture.read()}})  # fmt: skip
    latency = page.get_by_role("figure").filter(has_text="Time of an answer")
    expect(requests.get_by_role("definition").first).to_have_text(re.compile("0.[1-9]"))
    expect(latency.get_by_role("definition").first).to_have_text(re.compile("[0-9]"))
    assert page.locator(".plot canvas").count() == 4
    expect(page.get_by_role("row").filter(has_text="retinaface")).to_contain_text("MIT")
    expect(page.get_by_text("Bytes of a picture")).to_be_visible()
    assert "NaN" not in console.text()
    page.get_by_text("retinaface with arcface:").click()
    expect(page.get_by_role("cell", name="1 in 1,000", exact=True)).to_be_visible()


def test_every_limit_has_words(server):
    limits = server.get("/v1/info").json()["limits"]
    names = [name for name in {**limits, **limits["stream"]}]
    words = (ROOT / "web/src/words/en.ts").read_text()
    assert [name for name in names if f'"limit.{name}"' not in words] == []


def sign_in(console: Console, key: str):
    console.page.get_by_label("API key").fill(key)
    console.page.keyboard.press("Enter")
    expect(console.page.locator(".drop")).to_be_visible()


def test_a_key_without_the_right_is_told(browser, locked):
    url, narrow, _ = locked
    with Console(browser, url) as console:
        sign_in(console, narrow)
        for page in ("people", "system"):
            console.go(page)
            expect(console.page.get_by_role("alert")).to_contain_text("does not have the right")


def test_the_key_goes_to_the_description_of_the_api(browser, locked):
    url, _, whole = locked
    with Console(browser, url) as console:
        sign_in(console, whole)
        console.go("api")
        expect(console.page.get_by_text("carry this key")).to_be_visible()
        frame = console.page.frame_locator("iframe")
        frame.locator("[data-path='/v1/models']").click()
        frame.get_by_role("button", name="Try it out").click()
        with console.page.expect_response("**/v1/models") as answer:
            frame.get_by_role("button", name="Execute").click()
        assert answer.value.status == 200
        assert answer.value.request.headers["x-api-key"] == whole
