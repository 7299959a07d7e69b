# SPDX-License-Identifier: Apache-2.0
"""ONNX graphs with the inputs and outputs of those that users have; their weights are made up."""

import numpy
import onnx
from onnx import TensorProto, helper, numpy_helper


def _save(path, inputs, outputs, nodes, weights):
    graph = helper.make_graph(
        nodes,
        "made-up",
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in inputs],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in outputs],
        [numpy_helper.from_array(value, name) for name, value in weights.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    onnx.save(model, path)
    return path


def embedder(path, batch="batch", side=112, values=512, norm=False, seed=1):
    """As ArcFace, or as AdaFace with its second output `norm`: a projection of a 7x7 mean picture."""
    random = numpy.random.default_rng(seed)
    cells = 3 * 7 * 7
    weights = {
        "projection": random.standard_normal((cells, values)).astype(numpy.float32),
        "flat": numpy.array([-1, cells], numpy.int64),
    }
    window = side // 7
    nodes = [
        helper.make_node(
            "AveragePool", ["input"], ["cells"], kernel_shape=[window, window], strides=[window, window]
        ),
        helper.make_node("Reshape", ["cells", "flat"], ["rows"]),
        helper.make_node("MatMul", ["rows", "projection"], ["embedding"]),
    ]
    outputs = [("embedding", [batch, values])]
    if norm:
        nodes.append(helper.make_node("ReduceL2", ["embedding"], ["norm"], axes=[1], keepdims=1))
        outputs.append(("norm", [batch, 1]))
    weights["flat"][1] = 3 * (side // window) ** 2
    weights["projection"] = weights["projection"][: weights["flat"][1]]
    return _save(path, [("input", [batch, 3, side, side])], outputs, nodes, weights)


def scrfd(path, sides=("height", "width"), batch=1):
    """Nine outputs: a place's score is its pixel's red (0 to 1), boxes reach one stride each way,
    and landmarks lie where eyes, nose and mouth would be. Only stride 32 sees anything."""
    nodes, weights, outputs = [], {}, []
    face = [-0.35, -0.3, 0.35, -0.3, 0, 0.1, -0.3, 0.45, 0.3, 0.45]
    kinds = {"score": ([0.0, 0.0], 1), "box": ([1.0] * 8, 4), "points": (face * 2, 10)}
    for kind, (biases, size) in kinds.items():
        for stride in (8, 16, 32):
            name = f"{kind}{stride}"
            kernel = numpy.zeros((len(biases), 3, 1, 1), numpy.float32)
            if kind == "score" and stride == 32:
                kernel[0, 0] = 1
            weights[f"{name}.kernel"] = kernel
            weights[f"{name}.bias"] = numpy.array(biases, numpy.float32)
            weights[f"{name}.shape"] = numpy.array([-1, size], numpy.int64)
            nodes += [
                helper.make_node(
                    "Conv",
                    ["input", f"{name}.kernel", f"{name}.bias"],
                    [f"{name}.map"],
                    kernel_shape=[1, 1],
                    strides=[stride, stride],
                ),
                helper.make_node("Transpose", [f"{name}.map"], [f"{name}.rows"], perm=[0, 2, 3, 1]),
                helper.make_node("Reshape", [f"{name}.rows", f"{name}.shape"], [name]),
            ]
            outputs.append((name, [f"places{stride}", size]))
    return _save(path, [("input", [batch, 3, *sides])], outputs, nodes, weights)
