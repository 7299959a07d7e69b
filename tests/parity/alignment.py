# SPDX-License-Identifier: Apache-2.0
"""The five-point alignment that ArcFace networks are trained with, written from the paper."""

import cv2
import numpy

# Where InsightFace's template has the eyes, the nose and the corners of the mouth, pixels.
TEMPLATE = numpy.array(
    [
        [38.2946, 51.6963],
        [73.5318, 51.5014],
        [56.0252, 71.7366],
        [41.5493, 92.3655],
        [70.7299, 92.2041],
    ]
)


def similarity_transform(source: numpy.ndarray, target: numpy.ndarray) -> numpy.ndarray:
    """S. Umeyama, "Least-squares estimation of transformation parameters between two point
    patterns", 1991, equations 38 to 43, by singular value decomposition."""
    source_mean, target_mean = source.mean(axis=0), target.mean(axis=0)
    centred, wanted = source - source_mean, target - target_mean
    left, values, right = numpy.linalg.svd(wanted.T @ centred / len(source))
    sign = numpy.array([1.0, numpy.sign(numpy.linalg.det(left) * numpy.linalg.det(right))])
    rotation = left @ numpy.diag(sign) @ right
    scale = (values * sign).sum() / centred.var(axis=0).sum()
    shift = target_mean - scale * rotation @ source_mean
    return numpy.column_stack([scale * rotation, shift])


def aligned(pixels: numpy.ndarray, landmarks) -> numpy.ndarray:
    matrix = similarity_transform(numpy.asarray(landmarks, float), TEMPLATE)
    return cv2.warpAffine(pixels, matrix, (112, 112), flags=cv2.INTER_LINEAR)
