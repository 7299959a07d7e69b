# SPDX-License-Identifier: Apache-2.0
"""People: add, enrol from pictures, search, delete."""

import pytest
from playwright.sync_api import expect

from service import DATA


@pytest.fixture(scope="module")
def several() -> list:
    """At least four pictures of one person."""
    folders = sorted((DATA / "lfw_view1test/images").iterdir())
    return next(found for each in folders if len(found := sorted(each.glob("*.jpg"))[:4]) == 4)


def add(page, name: str, reference: str = ""):
    page.get_by_role("button", name="Add a person").click()
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Your own reference").fill(reference)
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("article", name=name)).to_be_visible()


def test_a_person_is_added_enrolled_found_and_deleted(console, several, stranger):
    page = console.page
    console.go("people")
    expect(page.get_by_text("Nobody yet.")).to_be_visible()
    add(page, "Ada <b>Lovelace</b>", "E-17")
    panel = page.get_by_role("article", name="Ada")
    expect(panel.get_by_text("I agree that an encrypted template")).to_be_visible()

    console.drop([*several[:2]])
    submit = panel.get_by_role("button", name="Enrol from 2 pictures")
    expect(submit).to_be_disabled()
    console.drop([stranger])
    panel.get_by_role("button", name="Enrol from 3 pictures").click()
    expect(panel.get_by_role("alert")).to_contain_text("not a good enough one")
    expect(panel.locator(".thumb span")).to_have_count(3)

    console.drop(several[2:])
    panel.get_by_role("button", name="Enrol from 5 pictures").click()
    expect(panel.get_by_role("status")).to_contain_text("Enrolled from 4 pictures")
    expect(panel.locator(".thumb.bad span")).to_have_text("Does not resemble the others")
    expect(page.locator(".people .badge")).to_have_text("Enrolments: 1")

    page.get_by_label("Search by name or reference").fill("nobody")
    expect(page.get_by_text("Nobody of that name.")).to_be_visible()
    page.get_by_label("Search by name or reference").fill("E-17")
    page.locator(".people button").click()
    panel.get_by_role("button", name="Delete").click()
    dialog = page.get_by_role("dialog", name="Delete Ada")
    dialog.get_by_role("button", name="Cancel").click()
    expect(dialog).to_have_count(0)
    panel.get_by_role("button", name="Delete").click()
    dialog.get_by_role("button", name="Delete").click()
    expect(page.get_by_role("status").filter(has_text="Ada <b>Lovelace</b> was deleted.")).to_be_visible()
    expect(page.locator(".people button")).to_have_count(0)


def test_a_face_that_belongs_to_another_is_refused_until_allowed(console, several):
    page = console.page
    console.go("people")
    for name in ("First", "Second"):
        add(page, name)
        panel = page.get_by_role("article", name=name)
        console.drop(several)
        panel.get_by_role("button", name="Enrol from 4 pictures").click()
        if name == "First":
            expect(panel.get_by_role("status")).to_contain_text("Enrolled")
    expect(panel.get_by_role("alert")).to_contain_text("That exists already.")
    panel.get_by_label("Also if the face belongs to somebody else").check()
    panel.get_by_role("button", name="Enrol from 4 pictures").click()
    expect(panel.get_by_role("status")).to_contain_text("Enrolled")
