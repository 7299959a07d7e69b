# SPDX-License-Identifier: Apache-2.0
"""Embedders as their publishers run them, each from an aligned 112x112 crop in BGR."""

import pathlib

import cv2
import numpy
import onnxruntime


def arcface(folder: pathlib.Path):
    """BGR, (x - 127.5) / 127.5, channels first."""
    session = onnxruntime.InferenceSession(
        str(folder / "arcface.onnx"), providers=["CPUExecutionProvider"]
    )
    name = session.get_inputs()[0].name

    def embed(crop):
        pixels = (crop.astype(numpy.float32) - 127.5) / 127.5
        return session.run(None, {name: pixels.transpose(2, 0, 1)[None]})[0][0]

    return embed


def arcface_small(folder: pathlib.Path):
    """RGB, (x - 127.5) / 128, channels last, always two pictures at once."""
    import tensorflow

    interpreter = tensorflow.lite.Interpreter(str(folder / "arcface-small.tflite"))
    interpreter.allocate_tensors()
    (given,), (wanted,) = interpreter.get_input_details(), interpreter.get_output_details()

    def embed(crop):
        pixels = (crop[..., ::-1].astype(numpy.float32) - 127.5) / 128
        interpreter.set_tensor(given["index"], numpy.stack([pixels, pixels]))
        interpreter.invoke()
        return interpreter.get_tensor(wanted["index"])[0]

    return embed


def sface(folder: pathlib.Path):
    """OpenCV's own recogniser, which swaps the channels of its BGR crop itself."""
    recogniser = cv2.FaceRecognizerSF.create(str(folder / "sface.onnx"), "")
    return lambda crop: recogniser.feature(crop)[0].copy()


REFERENCES = {"arcface": arcface, "arcface-small": arcface_small, "sface": sface}


def cosine(a, b) -> float:
    return float(numpy.dot(a, b) / (numpy.linalg.norm(a) * numpy.linalg.norm(b)))
