# SPDX-License-Identifier: Apache-2.0
"""Accuracy: what was measured, and what another threshold would do."""

import itertools
import json
import re
import shutil

from playwright.sync_api import expect

from service import facelatch, people


def report(folder) -> str:
    """What `facelatch eval verification --json` says of a few people's pictures."""
    lines = ["a,b,same"]
    known = people(5)
    for pictures in known:
        for picture in pictures:
            shutil.copy(picture, folder)
        lines.append(f"{pictures[0].name},{pictures[1].name},1")
    for one, other in itertools.combinations(known, 2):
        lines.append(f"{one[0].name},{other[0].name},0")
    (folder / "pairs.csv").write_text("\n".join(lines) + "\n")
    made = facelatch("eval", "verification", "--pairs", folder / "pairs.csv", "--images", folder, "--json")
    assert made.returncode == 0, made.stderr
    return made.stdout


def rates(page) -> list[float]:
    values = page.locator(".report").last.get_by_role("definition").all_inner_texts()
    return [float(re.sub("[%,]", "", value)) for value in values[-2:]]


def test_a_report_is_opened_and_its_threshold_moved(console, tmp_path):
    page = console.page
    (tmp_path / "report.json").write_text(report(tmp_path))
    (tmp_path / "other.json").write_text(json.dumps({"histogram": {"lowest": 0}}))
    console.go("accuracy")
    console.drop([tmp_path / "other.json", tmp_path / "report.json"])
    expect(page.get_by_role("alert")).to_contain_text("other.json is no file")
    expect(page.get_by_text("retinaface with arcface: 15 pairs")).to_be_visible()
    slider = page.get_by_label(re.compile("^Threshold"))
    slider.fill("-1")
    assert rates(page) == [100, 0]
    slider.fill("1")
    assert rates(page) == [0, 100]
    slider.fill("0.3")
    assert rates(page) == [0, 0]


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
