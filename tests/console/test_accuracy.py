# SPDX-License-Identifier: Apache-2.0
"""Accuracy: what was measured, and what another threshold would do."""

import itertools
import json
import os
import re
import shutil

import pytest
from playwright.sync_api import expect

from console import Console
from service import facelatch, people, running


@pytest.fixture(scope="module")
def report(tmp_path_factory) -> str:
    """What `facelatch eval verification --json` says of a few people's pictures, in two groups."""
    folder = tmp_path_factory.mktemp("pairs")
    lines = ["a,b,same,group"]
    known = people(5)
    for pictures in known:
        for picture in pictures:
            shutil.copy(picture, folder)
        lines.append(f"{pictures[0].name},{pictures[1].name},1,alike")
    for one, other in itertools.combinations(known, 2):
        lines.append(f"{one[0].name},{other[0].name},0,apart")
    (folder / "pairs.csv").write_text("\n".join(lines) + "\n")
    made = facelatch("eval", "verification", "--pairs", folder / "pairs.csv", "--images", folder, "--json")
    assert made.returncode == 0, made.stderr
    return made.stdout


def rates(page, group: str = "All pairs") -> list[str]:
    """How often strangers pass, and genuine ones do not."""
    cells = page.locator(".report").last.get_by_role("row", name=group).get_by_role("cell")
    return [text.split(" ")[0] for text in cells.all_inner_texts()]


def test_a_report_is_opened_and_its_threshold_moved(console, tmp_path, report):
    page = console.page
    (tmp_path / "report.json").write_text(report)
    (tmp_path / "other.json").write_text(json.dumps({"histogram": {"lowest": 0}}))
    console.go("accuracy")
    console.drop([tmp_path / "other.json", tmp_path / "report.json"])
    expect(page.get_by_role("alert")).to_contain_text("other.json is no file")
    expect(page.get_by_text("retinaface with arcface: 15 pairs")).to_be_visible()
    slider = page.get_by_label(re.compile("^Threshold"))
    slider.fill("-1")
    assert rates(page) == ["100.00%", "0.00%"]
    slider.fill("1")
    assert rates(page) == ["0.00%", "100.00%"]
    assert (rates(page, "alike"), rates(page, "apart")) == (["–", "100.00%"], ["0.00%", "–"])
    slider.fill("0.3")
    assert rates(page) == ["0.00%", "0.00%"]
    expect(page.get_by_role("row", name="apart")).to_contain_text("(0.00%–27.75%) of 10")
    expect(page.get_by_role("figure").filter(has_text="by the rate of strangers").last).to_be_visible()
    page.set_viewport_size({"width": 360, "height": 800})
    table = page.locator(".report").last.get_by_role("table")
    assert table.evaluate("(table) => table.scrollWidth <= table.parentElement.clientWidth"), "nothing is hidden"


def test_the_reports_of_the_operators_folder_are_there_at_once(browser, tmp_path, report):
    (tmp_path / "keys.json").write_text('{"keys": ["secret"]}')
    rate = {"errors": 1, "tries": 50, "rate": 0.02, "low": 0, "high": 0.05}
    lock = {"people": 9, "enrolled": 8, "threshold": 0.4, "far": rate, "frr": rate}
    (tmp_path / "lock.json").write_text(json.dumps(lock))
    (tmp_path / "pairs.json").write_text(report)
    for age, name in enumerate(["pairs.json", "lock.json", "keys.json"]):
        os.utime(tmp_path / name, (1e9 - age, 1e9 - age))
    with running("--evaluations", str(tmp_path)) as server, Console(browser, server.url) as console:
        page = console.page
        console.go("accuracy")
        expect(page.get_by_text("retinaface with arcface: 15 pairs")).to_be_visible()
        page.get_by_role("combobox", name="Report").select_option("lock.json")
        expect(page.get_by_text("8 of 9 people enrolled")).to_be_visible()
        expect(page.get_by_text("2.000% (0.000%–5.000%) of 50").first).to_be_visible()
        page.get_by_role("combobox", name="Report").select_option("keys.json")
        expect(page.get_by_role("alert")).to_contain_text("damaged or incomplete")
        console.check_that_nothing_was_refused()


def test_liveness_is_told_by_kind_of_attack(console, tmp_path):
    shown = [("", True, 3.0), ("", True, -0.5), ("print", False, -4.0), ("replay", False, 1.0)]
    said = [{"name": "x", "live": live, "kind": kind, "log_odds": odds} for kind, live, odds in shown]
    faceless = {"name": "x", "live": False, "kind": "replay", "log_odds": 0.0, "frames": 0}
    patterned = {"name": "x", "live": False, "kind": "screen", "log_odds": 5.0, "pattern": True}
    said += [faceless, patterned]
    (tmp_path / "liveness.json").write_text(json.dumps({"presentations": said}))
    console.go("accuracy")
    console.drop([tmp_path / "liveness.json"])
    page = console.page
    expect(page.get_by_role("row", name="Living faces")).to_contain_text("50.00% (9.45%–90.55%) of 2")
    expect(page.get_by_role("row", name="replay")).to_contain_text("100.00% (20.65%–100.00%) of 1")
    expect(page.get_by_role("row", name="screen")).to_contain_text("0.00% (0.00%–79.35%) of 1")
    page.get_by_label(re.compile("^Threshold .log")).fill("-1")
    expect(page.get_by_role("row", name="Living faces")).to_contain_text("0.00% (0.00%–65.76%) of 2")


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
