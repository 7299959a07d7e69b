# SPDX-License-Identifier: Apache-2.0
"""compare: decisions at measured thresholds."""

import pytest

from conftest import BIDEN, DATA, GROUP, OBAMA, OBAMA_AGAIN, fail, run, succeed


@pytest.mark.parametrize("detector", ["retinaface", "mtcnn", "yunet"])
def test_one_person_is_told_from_another(detector):
    same = succeed("compare", "--json", "--detector", detector, OBAMA, OBAMA_AGAIN).json
    other = succeed("compare", "--json", "--detector", detector, OBAMA, BIDEN).json
    assert same["same_person"] is True and other["same_person"] is False
    assert same["similarity"] > same["threshold"] == other["threshold"] > other["similarity"]
    assert (same["detector"], same["model"]) == (detector, "arcface")
    assert 0 < same["false_accept_rate"] <= 0.001 and 0.9 < same["true_accept_rate"] <= 1


def test_all_four_distances_are_given():
    answer = succeed("compare", "--json", OBAMA, OBAMA_AGAIN).json
    distances = answer["distances"]
    assert distances.keys() == {"cosine", "euclidean", "euclidean_l2", "angular"}
    assert distances["cosine"] == pytest.approx(1 - answer["similarity"], abs=1e-5)
    assert distances["euclidean_l2"] == pytest.approx((2 * distances["cosine"]) ** 0.5, abs=1e-4)


def test_a_lower_false_accept_rate_has_a_higher_threshold():
    strict = succeed("compare", "--json", "--far", "0.0001", OBAMA, OBAMA_AGAIN).json
    loose = succeed("compare", "--json", "--far", "0.01", OBAMA, OBAMA_AGAIN).json
    assert strict["threshold"] > loose["threshold"]
    assert strict["false_accept_rate"] < loose["false_accept_rate"]


def test_text_says_what_the_threshold_stands_for():
    text = succeed("compare", OBAMA, BIDEN).out
    assert text.startswith("another person") and "threshold" in text and "strangers" in text


def test_what_cannot_be_decided_is_refused():
    assert "No face" in fail("no_face", "compare", OBAMA, DATA / "awkward/gen/black_640.png")
    fail("invalid_argument", "compare", "--far", "0", OBAMA, BIDEN)
    fail("invalid_argument", "compare", "--far", "nan", OBAMA, BIDEN)
    # Rates that no data here can show are not made up.
    fail("unavailable", "compare", "--far", "1e-12", OBAMA, BIDEN)
    fail("not_found", "compare", OBAMA, "nowhere.jpg")


def test_the_largest_face_of_a_group_is_compared():
    assert run("compare", GROUP, GROUP).code == 0
