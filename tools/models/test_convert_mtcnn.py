# SPDX-License-Identifier: Apache-2.0
"""The converted networks against a plain numpy computation that follows the published layers."""

import math

import numpy
import onnx
import pytest
from onnx.reference import ReferenceEvaluator

import convert_mtcnn
import torch_tensors

CHANNELS = {"pnet": (10, 16, 32), "rnet": (28, 48, 64), "onet": (32, 64, 64, 128)}
KERNELS = {"pnet": (3, 3, 3), "rnet": (3, 3, 2), "onet": (3, 3, 3, 2)}
POOLS = {"pnet": (2, 0, 0), "rnet": (3, 3, 0), "onet": (3, 3, 2, 0)}
HEADS = {
    "pnet": {"conv4_1": 2, "conv4_2": 4},
    "rnet": {"dense5_1": 2, "dense5_2": 4},
    "onet": {"dense6_1": 2, "dense6_2": 4, "dense6_3": 10},
}
DENSE = {"rnet": ("dense4", "prelu4", 128), "onet": ("dense5", "prelu5", 256)}


def _weights(part):
    generator = numpy.random.default_rng(7)

    def values(*shape):
        return (generator.standard_normal(shape) / math.sqrt(math.prod(shape[1:]) or 1)).astype("f4")

    weights, previous = {}, 3
    for number, (channels, kernel) in enumerate(zip(CHANNELS[part], KERNELS[part]), start=1):
        weights[f"conv{number}.weight"] = values(channels, previous, kernel, kernel)
        weights[f"conv{number}.bias"] = values(channels)
        weights[f"prelu{number}.weight"] = values(channels)
        previous = channels
    head_shape = (previous, 1, 1)
    if part in DENSE:
        dense, prelu, width = DENSE[part]
        weights[f"{dense}.weight"] = values(width, previous * 9)
        weights[f"{dense}.bias"] = values(width)
        weights[f"{prelu}.weight"] = values(width)
        head_shape = (width,)
    for name, width in HEADS[part].items():
        weights[f"{name}.weight"] = values(width, *head_shape)
        weights[f"{name}.bias"] = values(width)
    return weights


def _convolve(x, weight, bias):
    windows = numpy.lib.stride_tricks.sliding_window_view(x, weight.shape[2:], axis=(2, 3))
    return numpy.einsum("nchwij,ocij->nohw", windows, weight) + bias[:, None, None]


def _prelu(x, slope):
    return numpy.where(x < 0, x * slope.reshape((-1,) + (1,) * (x.ndim - 2)), x)


def _pool_rounding_up(x, kernel):
    rows, columns = (math.ceil((side - kernel) / 2) + 1 for side in x.shape[2:])
    extra = [(0, 0), (0, 0), (0, kernel), (0, kernel)]
    padded = numpy.pad(x, extra, constant_values=-numpy.inf)
    windows = numpy.lib.stride_tricks.sliding_window_view(padded, (kernel, kernel), axis=(2, 3))
    return windows[:, :, ::2, ::2].max(axis=(4, 5))[:, :, :rows, :columns]


def _softmax(x):
    raised = numpy.exp(x - x.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)


def _reference(part, weights, x):
    for number, pool in enumerate(POOLS[part], start=1):
        x = _convolve(x, weights[f"conv{number}.weight"], weights[f"conv{number}.bias"])
        x = _prelu(x, weights[f"prelu{number}.weight"])
        x = _pool_rounding_up(x, pool) if pool else x
    if part == "pnet":
        heads = [_convolve(x, weights[f"{n}.weight"], weights[f"{n}.bias"]) for n in HEADS[part]]
    else:
        dense, prelu, _ = DENSE[part]
        # The published weights read the map by column, then row, then channel.
        flat = x.transpose(0, 3, 2, 1).reshape(len(x), -1)
        hidden = flat @ weights[f"{dense}.weight"].T + weights[f"{dense}.bias"]
        hidden = _prelu(hidden, weights[f"{prelu}.weight"])
        heads = [hidden @ weights[f"{n}.weight"].T + weights[f"{n}.bias"] for n in HEADS[part]]
    return [_softmax(heads[0]), *heads[1:]]


@pytest.mark.parametrize(
    ("part", "shape"),
    [
        ("pnet", (1, 3, 12, 12)),
        ("pnet", (2, 3, 31, 46)),
        ("rnet", (3, 3, 24, 24)),
        ("onet", (1, 3, 48, 48)),
        ("onet", (2, 3, 48, 48)),
    ],
)
def test_computes_what_the_published_layers_compute(write_torch_file, part, shape):
    weights = _weights(part)
    model = onnx.load_model_from_string(convert_mtcnn.convert(write_torch_file(weights), part))
    x = numpy.random.default_rng(3).uniform(-1, 1, shape).astype("f4")
    results = ReferenceEvaluator(model).run(None, {"input": x})
    for result, expected in zip(results, _reference(part, weights, x), strict=True):
        numpy.testing.assert_allclose(result, expected, rtol=1e-4, atol=1e-5)


def test_names_inputs_and_outputs_and_leaves_the_batch_free(write_torch_file):
    model = onnx.load_model_from_string(
        convert_mtcnn.convert(write_torch_file(_weights("onet")), "onet")
    )
    assert [value.name for value in model.graph.input] == ["input"]
    assert [value.name for value in model.graph.output] == ["probability", "box", "landmarks"]
    sides = model.graph.input[0].type.tensor_type.shape.dim
    assert sides[0].dim_param == "batch"
    assert [side.dim_value for side in sides[1:]] == [3, 48, 48]


def test_gives_the_same_bytes_every_time(write_torch_file):
    content = write_torch_file(_weights("rnet"))
    assert convert_mtcnn.convert(content, "rnet") == convert_mtcnn.convert(content, "rnet")


def test_refuses_weights_of_another_network(write_torch_file):
    with pytest.raises((KeyError, torch_tensors.TensorFileError)):
        convert_mtcnn.convert(write_torch_file(_weights("onet")), "pnet")
