# SPDX-License-Identifier: Apache-2.0
"""Compares the faces of two detectors."""

import dataclasses

import numpy


@dataclasses.dataclass(frozen=True)
class Face:
    """Box as left, top, width, height; landmarks as five (x, y): viewer's left eye, right eye, nose,
    left and right corner of the mouth. Pixels."""

    box: tuple[float, float, float, float]
    score: float
    landmarks: tuple[tuple[float, float], ...]


@dataclasses.dataclass(frozen=True)
class Difference:
    picture: str
    iou: float
    landmarks: float  # the largest distance along one axis, pixels


def intersection_over_union(a: Face, b: Face) -> float:
    left, top = max(a.box[0], b.box[0]), max(a.box[1], b.box[1])
    right = min(a.box[0] + a.box[2], b.box[0] + b.box[2])
    bottom = min(a.box[1] + a.box[3], b.box[1] + b.box[3])
    shared = max(0.0, right - left) * max(0.0, bottom - top)
    return shared / (a.box[2] * a.box[3] + b.box[2] * b.box[3] - shared)


def differences(
    picture: str, ours: list[Face], theirs: list[Face], sure: float
) -> tuple[list[Difference], list[str]]:
    """Each face of either side whose score is `sure` or more, with its nearest of the other side.

    Both lists go further down than `sure`, so that a face whose score lies on the threshold is not
    called missing. Also returns a sentence for each face that the other side has not.
    """
    found, missing = [], []
    for name, faces, others in (("we miss", theirs, ours), ("we invent", ours, theirs)):
        for face in faces:
            if face.score < sure:
                continue
            best = max(others, key=lambda other: intersection_over_union(face, other), default=None)
            iou = intersection_over_union(face, best) if best else 0.0
            if iou < 0.5:
                missing.append(f"{picture}: {name} {face.box} with score {face.score:.3f}")
                continue
            distance = numpy.abs(numpy.subtract(face.landmarks, best.landmarks)).max()
            found.append(Difference(picture, iou, float(distance)))
    return found, missing
