# SPDX-License-Identifier: Apache-2.0
"""Accuracy: what was measured, and what another threshold would do."""

import json
import re

from playwright.sync_api import expect


def test_liveness_is_told_by_kind_of_attack(console, tmp_path):
    shown = [("", True, 3.0), ("", True, -0.5), ("print", False, -4.0), ("replay", False, 1.0)]
    said = [{"name": "x", "live": live, "kind": kind, "log_odds": odds} for kind, live, odds in shown]
    (tmp_path / "liveness.json").write_text(json.dumps({"presentations": said}))
    console.go("accuracy")
    console.drop([tmp_path / "liveness.json"])
    page = console.page
    expect(page.get_by_role("row", name="Living faces")).to_contain_text("50.0% (1 of 2)")
    expect(page.get_by_role("row", name="replay")).to_contain_text("100.0% (1 of 1)")
    page.get_by_label(re.compile("^Threshold .log")).fill("-1")
    expect(page.get_by_role("row", name="Living faces")).to_contain_text("0.0% (0 of 2)")


def test_the_servers_own_thresholds_are_there_at_once(console):
    page = console.page
    console.go("accuracy")
    page.get_by_label("Detector and model").select_option(label="retinaface + arcface")
    slider = page.get_by_label(re.compile("^Strangers who pass"))
    definitions = page.locator("main").get_by_role("definition")
    slider.fill("0")
    strict = float(definitions.first.inner_text())
    slider.fill("4")
    expect(definitions.first).not_to_have_text(f"{strict:.3f}")
    assert float(definitions.first.inner_text()) < strict, "who lets more strangers pass asks for less"
