# SPDX-License-Identifier: Apache-2.0
"""Our detectors against the packages whose results they promise, run live on the same pixels.

    python3 -m venv VENV && VENV/bin/pip install -r tests/parity/requirements.txt
    VENV/bin/pytest tests/parity
"""

import numpy
import pytest

from matching import differences
from references import mtcnn_reference, retinaface_reference, yunet_reference


@pytest.mark.parametrize(
    ("detector", "reference", "least_iou", "most_pixels", "sure", "min_score"),
    [
        ("retinaface", retinaface_reference, 0.98, 1.0, 0.6, 0.5),
        ("mtcnn", mtcnn_reference, 0.95, 2.0, 0.8, 0.7),
        ("yunet", yunet_reference, 0.98, 1.0, 0.6, 0.5),
    ],
)
def test_finds_the_same_faces_as_its_reference(
    detector, reference, least_iou, most_pixels, sure, min_score, pictures, detect, models_folder
):
    ours = detect(detector, min_score)
    theirs = reference(pictures, min_score, models_folder)
    found, missing = [], []
    for path in pictures:
        pairs, without = differences(path, ours[path], theirs[path], sure)
        found += pairs
        missing += without
    print(
        f"{detector}: {len(found)} comparisons, IoU at least {min(d.iou for d in found):.4f}, "
        f"landmarks within {max(d.landmarks for d in found):.2f} px, "
        f"median {numpy.median([d.landmarks for d in found]):.3f} px"
    )
    assert len(found) > 150
    assert not missing
    assert not [d for d in found if d.iou < least_iou or d.landmarks > most_pixels]
