# SPDX-License-Identifier: Apache-2.0
"""Activity: the log of what was done, filtered and verified."""

import pytest
import requests
from playwright.sync_api import expect


@pytest.fixture(scope="module")
def history(server) -> str:
    """The id of a person who was added, changed and deleted."""
    people = server.url + "/v1/people"
    person = {"name": "Logged", "consent": "yes"}
    identifier = requests.post(people, json=person, timeout=10).json()["id"]
    requests.patch(f"{people}/{identifier}", json={"name": "Other"}, timeout=10).raise_for_status()
    requests.delete(f"{people}/{identifier}", timeout=10).raise_for_status()
    return identifier


def test_what_was_done_is_listed_and_filtered(console, history):
    page = console.page
    console.go("activity")
    page.get_by_label("Person’s id").fill(history)
    rows = page.locator("tbody tr")
    expect(rows).to_have_count(3)
    expect(rows.first).to_contain_text("Person deleted")
    assert "Logged" not in console.text(), "the log holds ids and never names"
    page.get_by_label("Action").select_option(label="Person changed")
    expect(rows).to_have_count(1)
    page.get_by_label("Outcome").select_option(label="Denied")
    expect(page.get_by_text("Nothing of that kind was done.")).to_be_visible()
    page.get_by_label("Outcome").select_option(label="Done")
    expect(rows).to_have_count(1)
    page.get_by_label("From").fill("2020-01-01")
    page.get_by_label("Until").fill("2020-01-02")
    expect(page.get_by_text("Nothing of that kind was done.")).to_be_visible()


def test_the_chain_is_verified(console, history):
    page = console.page
    console.go("activity")
    page.get_by_role("button", name="Verify the chain").click()
    expect(page.get_by_role("status").filter(has_text="lines are as they were written")).to_be_visible()
    assert int(page.locator("pre").inner_text().split(":")[0]) >= 3
