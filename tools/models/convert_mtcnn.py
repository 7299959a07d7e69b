# SPDX-License-Identifier: Apache-2.0
"""Writes the three networks of MTCNN as plain ONNX from the weights of facenet-pytorch.

K. Zhang et al., "Joint Face Detection and Alignment using Multi-task Cascaded Convolutional
Networks", 2016; layer sizes as in the published Caffe models.

Input `input`: [batch, 3, height, width], RGB, (x - 127.5) / 128, upright (these weights have been
permuted from the Caffe ones, which want the picture transposed). P-Net takes any size from 12x12 up,
R-Net 24x24, O-Net 48x48. Outputs, with [.., rows, columns] behind for P-Net:
  `probability` [batch, 2]   softmax; index 1 is "face"
  `box`         [batch, 4]   offsets of left, top, right, bottom in units of the window's sides
  `landmarks`   [batch, 10]  O-Net only: five x, then five y, in units of the window's sides
"""

from __future__ import annotations

import dataclasses

import numpy
import onnx
from onnx import helper, numpy_helper

import onnx_file
import torch_tensors


@dataclasses.dataclass(frozen=True)
class _Head:
    """A last layer: its name in the weights, the name of its output, and its width."""

    layer: str
    output: str
    channels: int


@dataclasses.dataclass(frozen=True)
class _Network:
    side: int  # of the square input; 0 for any size
    pools: tuple[int, ...]  # kernel of the pooling after each convolution, 0 for none
    dense: str  # the shared dense layer, "" for none
    dense_side: int  # rows and columns of the last feature map in front of it
    heads: tuple[_Head, ...]


_NETWORKS = {
    "pnet": _Network(
        side=0, pools=(2, 0, 0), dense="", dense_side=0,
        heads=(_Head("conv4_1", "probability", 2), _Head("conv4_2", "box", 4)),
    ),
    "rnet": _Network(
        side=24, pools=(3, 3, 0), dense="dense4", dense_side=3,
        heads=(_Head("dense5_1", "probability", 2), _Head("dense5_2", "box", 4)),
    ),
    "onet": _Network(
        side=48, pools=(3, 3, 2, 0), dense="dense5", dense_side=3,
        heads=(
            _Head("dense6_1", "probability", 2),
            _Head("dense6_2", "box", 4),
            _Head("dense6_3", "landmarks", 10),
        ),
    ),
}  # fmt: skip


class _Writer:
    """Collects nodes and constants; each method returns the name of its result."""

    def __init__(self, weights: dict[str, numpy.ndarray]):
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []
        self._weights = dict(weights)

    def take(self, name: str) -> numpy.ndarray:
        """A weight, which may be used once."""
        return self._weights.pop(name)

    def unused(self) -> list[str]:
        return list(self._weights)

    def constant(self, name: str, value: numpy.ndarray) -> str:
        self.constants.append(numpy_helper.from_array(numpy.ascontiguousarray(value), name))
        return name

    def node(self, kind: str, inputs: list[str], output: str, **attributes) -> str:
        self.nodes.append(helper.make_node(kind, inputs, [output], name=output, **attributes))
        return output

    def convolution(self, source: str, layer: str, output: str) -> str:
        weight = self.take(f"{layer}.weight")
        inputs = [
            source,
            self.constant(f"{layer}.weight", weight),
            self.constant(f"{layer}.bias", self.take(f"{layer}.bias")),
        ]
        return self.node("Conv", inputs, output, kernel_shape=list(weight.shape[2:]))

    def dense(self, source: str, layer: str, output: str, weight: numpy.ndarray) -> str:
        inputs = [
            source,
            self.constant(f"{layer}.weight", weight),
            self.constant(f"{layer}.bias", self.take(f"{layer}.bias")),
        ]
        return self.node("Gemm", inputs, output, transB=1)

    def prelu(self, source: str, layer: str, trailing_axes: int) -> str:
        slope = self.take(f"{layer}.weight").reshape((-1,) + (1,) * trailing_axes)
        return self.node("PRelu", [source, self.constant(f"{layer}.weight", slope)], layer)


def convert(content: bytes, part: str) -> bytes:
    """ONNX bytes of `part` ("pnet", "rnet" or "onet") from the matching PyTorch file."""
    network = _NETWORKS[part]
    writer = _Writer(torch_tensors.read_tensors(content))
    features = _write_convolutions(writer, network)
    if network.dense:
        features = _write_dense(writer, network, features)
    outputs = [_write_head(writer, network, head, features) for head in network.heads]
    if writer.unused():
        raise torch_tensors.TensorFileError(f"The file holds weights that {part} has no use for.")
    side = [network.side, network.side] if network.side else ["height", "width"]
    image = helper.make_tensor_value_info("input", onnx.TensorProto.FLOAT, ["batch", 3, *side])
    graph = helper.make_graph(writer.nodes, f"mtcnn-{part}", [image], outputs, writer.constants)
    return onnx_file.serialise(onnx_file.new_model(graph))


def _write_convolutions(writer: _Writer, network: _Network) -> str:
    features = "input"
    for number, pool in enumerate(network.pools, start=1):
        features = writer.convolution(features, f"conv{number}", f"conv{number}")
        features = writer.prelu(features, f"prelu{number}", trailing_axes=2)
        if pool:
            # Caffe rounds the pooled size up; both published ports do the same.
            features = writer.node(
                "MaxPool", [features], f"pool{number}",
                kernel_shape=[pool, pool], strides=[2, 2], ceil_mode=1,
            )  # fmt: skip
    return features


def _write_dense(writer: _Writer, network: _Network, features: str) -> str:
    # The weights expect the map flattened as (column, row, channel); ONNX flattens as
    # (channel, row, column). Reordering the weights saves a transposition per run.
    weight = writer.take(f"{network.dense}.weight")
    side = network.dense_side
    by_axis = weight.reshape(weight.shape[0], side, side, -1)
    weight = by_axis.transpose(0, 3, 2, 1).reshape(weight.shape)
    flat = writer.node("Flatten", [features], "flat")
    hidden = writer.dense(flat, network.dense, network.dense, weight)
    return writer.prelu(hidden, network.dense.replace("dense", "prelu"), trailing_axes=0)


def _write_head(
    writer: _Writer, network: _Network, head: _Head, features: str
) -> onnx.ValueInfoProto:
    is_probability = head.output == "probability"
    result = head.layer if is_probability else head.output
    if network.dense:
        writer.dense(features, head.layer, result, writer.take(f"{head.layer}.weight"))
    else:
        writer.convolution(features, head.layer, result)
    if is_probability:
        writer.node("Softmax", [result], head.output, axis=1)
    map_axes = [] if network.dense else ["rows", "columns"]
    shape = ["batch", head.channels, *map_axes]
    return helper.make_tensor_value_info(head.output, onnx.TensorProto.FLOAT, shape)
