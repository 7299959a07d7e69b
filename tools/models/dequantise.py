# SPDX-License-Identifier: Apache-2.0
"""Turns an ONNX file with block-quantised weights into a plain float32 one.

OpenCV's int8bq files keep each weight as int8 values with a scale and a zero point per block and
restore it at load by DequantizeLinear (ONNX operator specification, opset 21, "blocked") and
Reshape. Not every runtime knows the blocked form, and some of these files list weights as inputs of
the graph, which newer runtimes refuse. Here both steps are computed once and their results stored.
"""

from __future__ import annotations

import numpy
import onnx
from onnx import numpy_helper

import onnx_file

_FOLDABLE = ("DequantizeLinear", "Reshape")


class DequantiseError(Exception):
    """The file is not of the expected kind; the text is one sentence."""


def convert(content: bytes, free_batch: bool, free_size: bool) -> bytes:
    """The plain float32 model; `free_batch` and `free_size` make these input sides dynamic.

    A free size is only right for fully convolutional networks. Shapes that ONNX's own inference
    finds for the outputs replace the stated ones.
    """
    model = onnx.load_model_from_string(content)
    graph = model.graph
    _fold_weights(graph)
    _drop_weights_from_inputs(graph)
    if free_batch or free_size:
        _free_input_sides(graph, free_batch, free_size)
    plain = onnx_file.new_model(graph)
    plain.opset_import[0].version = max(entry.version for entry in model.opset_import)
    plain = onnx.shape_inference.infer_shapes(plain, check_type=True, strict_mode=True)
    del plain.graph.value_info[:]
    return onnx_file.serialise(plain)


def dequantise_blocks(
    values: numpy.ndarray, scales: numpy.ndarray, zero_points: numpy.ndarray, axis: int, block: int
) -> numpy.ndarray:
    """(values - zero_point) * scale in float32, each block along `axis` with its own pair."""
    length = values.shape[axis]
    scales = numpy.repeat(scales, block, axis=axis).take(range(length), axis=axis)
    zero_points = numpy.repeat(zero_points, block, axis=axis).take(range(length), axis=axis)
    centred = values.astype(numpy.int32) - zero_points.astype(numpy.int32)
    return centred.astype(numpy.float32) * scales.astype(numpy.float32)


def _fold_weights(graph: onnx.GraphProto) -> None:
    """Replaces every foldable node whose inputs are all constants by its result."""
    constants = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    kept, folded = [], 0
    for node in graph.node:
        if node.op_type in _FOLDABLE and all(name in constants for name in node.input):
            constants[node.output[0]] = _compute(node, [constants[name] for name in node.input])
            folded += node.op_type == "DequantizeLinear"
        else:
            kept.append(node)
    if not folded or any(node.op_type == "DequantizeLinear" for node in kept):
        raise DequantiseError("The file holds no block-quantised weights that could be restored.")
    used = {name for node in kept for name in node.input}
    del graph.node[:]
    graph.node.extend(kept)
    del graph.initializer[:]
    graph.initializer.extend(
        numpy_helper.from_array(value, name) for name, value in constants.items() if name in used
    )


def _compute(node: onnx.NodeProto, inputs: list[numpy.ndarray]) -> numpy.ndarray:
    if node.op_type == "Reshape":
        return inputs[0].reshape(inputs[1])
    attributes = {item.name: onnx.helper.get_attribute_value(item) for item in node.attribute}
    if len(inputs) != 3 or not attributes.get("block_size"):
        raise DequantiseError("The file quantises its weights in a way that is not known here.")
    return dequantise_blocks(*inputs, axis=attributes["axis"], block=attributes["block_size"])


def _drop_weights_from_inputs(graph: onnx.GraphProto) -> None:
    """Keeps the one input that a node reads and no constant feeds."""
    constants = {tensor.name for tensor in graph.initializer}
    used = {name for node in graph.node for name in node.input}
    real = [value for value in graph.input if value.name in used and value.name not in constants]
    if len(real) != 1:
        raise DequantiseError(f"The file has {len(real)} inputs where 1 is expected.")
    real = [onnx.ValueInfoProto.FromString(value.SerializeToString()) for value in real]
    del graph.input[:]
    graph.input.extend(real)


def _free_input_sides(graph: onnx.GraphProto, free_batch: bool, free_size: bool) -> None:
    sides = graph.input[0].type.tensor_type.shape.dim
    if free_batch:
        sides[0].dim_param = "batch"
        _copy_batch_in_reshapes(graph)
    if free_size:
        sides[2].dim_param = "height"
        sides[3].dim_param = "width"
    for output in graph.output:
        # Inference fills in what the freed sides make of the outputs.
        output.type.tensor_type.ClearField("shape")


def _copy_batch_in_reshapes(graph: onnx.GraphProto) -> None:
    """A Reshape to [1, ..] pins the batch; 0 there means "as in the input"."""
    targets = {node.input[1] for node in graph.node if node.op_type == "Reshape"}
    for tensor in graph.initializer:
        if tensor.name in targets:
            shape = numpy_helper.to_array(tensor).copy()
            if shape[0] == 1:
                shape[0] = 0
                tensor.CopyFrom(numpy_helper.from_array(shape, tensor.name))
