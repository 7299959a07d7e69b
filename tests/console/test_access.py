# SPDX-License-Identifier: Apache-2.0
"""For everybody: axe finds nothing on any page, the keyboard alone is enough, phones are wide enough."""

import itertools

import pytest
from playwright.sync_api import expect

from console import Console, faults
from service import ROOT

PAGES = ["try", "enrol", "unlock", "people", "activity", "live", "system", "accuracy", "api"]


def opened(browser, server, **context) -> Console:
    return Console(browser, server.url, **context)


@pytest.mark.parametrize("theme,width", itertools.product(["light", "dark"], [360, 1440]))
def test_axe_finds_nothing(browser, server, person, stranger, theme, width):
    viewport = {"width": width, "height": 800}
    with opened(browser, server, color_scheme=theme, viewport=viewport) as console:
        page = console.page
        for path in PAGES:
            console.go(path)
            expect(page.get_by_role("heading", level=1)).to_be_visible()
            if path == "try":
                console.drop([*person, stranger, ROOT / "README.md"])
                expect(page.locator(".verdict")).to_be_visible()
                expect(page.get_by_role("alert")).to_be_visible()
            if path == "people":
                page.get_by_role("button", name="Add a person").click()
            if path == "system":
                expect(page.locator(".plot canvas")).to_have_count(4)
            assert faults(console) == [], path
            overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            assert page.evaluate(overflow) == 0, path


def test_axe_finds_nothing_where_a_key_is_asked_for(browser, server):
    with opened(browser, server) as console:
        page = console.page
        page.route("**/v1/info", lambda route: route.fulfill(
            status=401, json={"code": "unauthenticated", "detail": "", "request_id": ""}))  # fmt: skip
        page.reload()
        expect(page.get_by_label("API key")).to_be_visible()
        assert faults(console) == []


def focused(page) -> str:
    return page.evaluate("document.activeElement.textContent.trim()")


def press_until(page, text: str, most: int = 60):
    """Tabs on until the focus is on what has this text."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if focused(page) == text:
            return
    raise AssertionError(f"the keyboard does not reach {text!r}")


def test_the_keyboard_is_enough(console, person):
    page = console.page
    page.on("filechooser", lambda chooser: chooser.set_files(person))
    page.keyboard.press("Tab")
    assert focused(page) == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    press_until(page, "Choose pictures or clips")
    page.keyboard.press("Enter")
    expect(page.locator(".verdict")).to_have_text("The same person")
    press_until(page, "Choose others")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Choose two faces")).to_be_visible()
    console.go("people")
    press_until(page, "Add a person")
    page.keyboard.press("Enter")
    page.get_by_label("Name", exact=True).focus()
    page.keyboard.type("Keyboard")
    page.keyboard.press("Enter")
    expect(page.get_by_role("article", name="Keyboard")).to_be_visible()
    press_until(page, "Delete")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert focused(page) == "Delete"
    page.keyboard.press("Enter")
    press_until(page, "Delete", 4)
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Keyboard was deleted.")).to_be_visible()
