# SPDX-License-Identifier: Apache-2.0
"""bench: its figures are there and fit each other. How fast it is, is measured elsewhere."""

import pytest

from conftest import DATA, fail, succeed

IMAGES = DATA / "ver_facerec/examples/knn_examples/test"


def test_pipeline_gives_its_figures_as_json():
    answer = succeed("bench", "pipeline", "--images", IMAGES, "--limit", "2", "--json").json
    assert answer["images"] == 2 and answer["faces"] >= 2
    assert 0 < answer["ms_per_image_median"] <= answer["ms_per_image_p95"]
    assert answer["first_answer_ms"] > 0 and answer["images_per_second"] > 0
    assert 10 < answer["max_rss_mib"] < 2000
    shares = sum(answer[f"share_{stage}"] for stage in ("decode", "detect", "align", "embed"))
    assert shares == pytest.approx(1, abs=0.1)


def test_as_text_it_is_a_table():
    text = succeed("bench", "pipeline", "--images", IMAGES, "--limit", "1").out
    for word in ("first answer", "median", "p95", "pictures a second", "peak memory", "decode"):
        assert word in text


def test_a_folder_without_pictures_is_said(tmp_path):
    fail("not_found", "bench", "pipeline", "--images", tmp_path)
