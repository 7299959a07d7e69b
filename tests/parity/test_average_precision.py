# SPDX-License-Identifier: Apache-2.0
"""Average precision of the default detector on photographs of crowds and masked faces."""

import csv
import json
import subprocess

import numpy
import pytest

from conftest import BINARY, DATA

LEAST_HEIGHT = 20  # pixels; smaller faces neither count nor harm
LEAST_IOU = 0.5


def _true_boxes() -> dict[str, numpy.ndarray]:
    """Left, top, right, bottom of every face, by the name of its picture."""
    boxes = {}
    with open(DATA / "det_facemask_dev" / "faces.csv", newline="") as file:
        for row in csv.DictReader(file):
            box = [float(row[name]) for name in ("xmin", "ymin", "xmax", "ymax")]
            boxes.setdefault(row["image"], []).append(box)
    return {name: numpy.array(rows) for name, rows in boxes.items()}


def _overlaps(box: numpy.ndarray, boxes: numpy.ndarray) -> numpy.ndarray:
    corner = numpy.maximum(box[:2], boxes[:, :2])
    other = numpy.minimum(box[2:], boxes[:, 2:])
    shared = (other - corner).clip(0).prod(axis=1)
    areas = (boxes[:, 2:] - boxes[:, :2]).prod(axis=1)
    return shared / ((box[2:] - box[:2]).prod() + areas - shared)


def _judge(found: list[tuple[float, numpy.ndarray]], true_boxes: numpy.ndarray):
    """(score, whether it is a face that had not been found yet) of each box that counts."""
    is_small = true_boxes[:, 3] - true_boxes[:, 1] < LEAST_HEIGHT
    taken = numpy.zeros(len(true_boxes), bool)
    for score, box in found:
        overlaps = _overlaps(box, true_boxes)
        free = numpy.where(taken | is_small, -1, overlaps)
        best = free.argmax()
        if free[best] >= LEAST_IOU:
            taken[best] = True
            yield score, True
        elif not (overlaps[is_small] >= LEAST_IOU).any() and box[3] - box[1] >= LEAST_HEIGHT:
            yield score, False


def average_precision(answers: dict, truth: dict[str, numpy.ndarray]) -> float:
    """The area under the precision-recall curve, precision made monotonic (PASCAL VOC 2010)."""
    judged = []
    for name, boxes in truth.items():
        found = []
        for face in answers[name]:
            box = face["box"]
            left, top = box["x"], box["y"]
            edges = numpy.array([left, top, left + box["width"], top + box["height"]])
            found.append((face["score"], edges))
        judged += _judge(found, boxes)
    judged.sort(key=lambda pair: -pair[0])
    right = numpy.array([is_right for _, is_right in judged])
    faces = sum((boxes[:, 3] - boxes[:, 1] >= LEAST_HEIGHT).sum() for boxes in truth.values())
    recall = right.cumsum() / faces
    precision = right.cumsum() / numpy.arange(1, len(right) + 1)
    precision = numpy.maximum.accumulate(precision[::-1])[::-1]
    return float((numpy.diff(recall, prepend=0) * precision).sum())


@pytest.mark.parametrize(
    ("options", "least"),
    [(["--side", "0"], 0.81), (["--side", "0", "--enlarge", "800"], 0.89)],
    ids=["native", "enlarged"],
)
def test_finds_faces_of_twenty_pixels_in_crowds(options, least):
    truth = _true_boxes()
    files = [str(DATA / "det_facemask_dev" / "images" / name) for name in truth]
    command = [BINARY, "detect", "--json", "--min-score", "0.02", *options, *files]
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    lines = map(json.loads, output.splitlines())
    answers = {line["file"].rsplit("/", 1)[-1]: line["faces"] for line in lines}
    found = average_precision(answers, truth)
    print(f"average precision {found:.4f}")
    assert found >= least
