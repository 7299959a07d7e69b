# SPDX-License-Identifier: Apache-2.0
import numpy
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from onnx.reference import ReferenceEvaluator

import dequantise


def test_each_block_has_its_own_scale_and_zero_point():
    values = numpy.array([[1, 2, 3, 4], [-5, 6, 7, -128]], numpy.int8)
    scales = numpy.array([[0.5, 2.0], [1.0, 0.25]], numpy.float32)
    zero_points = numpy.array([[0, 1], [-1, 127]], numpy.int8)
    result = dequantise.dequantise_blocks(values, scales, zero_points, axis=1, block=2)
    expected = [[0.5, 1.0, 4.0, 6.0], [-4.0, 7.0, -30.0, -63.75]]
    numpy.testing.assert_array_equal(result, numpy.array(expected, numpy.float32))


def test_the_last_block_may_be_short():
    values = numpy.arange(5, dtype=numpy.int8)
    scales = numpy.array([1, 10], numpy.float32)
    result = dequantise.dequantise_blocks(values, scales, numpy.zeros(2, numpy.int8), axis=0, block=3)
    numpy.testing.assert_array_equal(result, numpy.array([0, 1, 2, 30, 40], numpy.float32))


def _quantised_model(with_weights_as_inputs=True):
    """One convolution with block-quantised weights, pooled into [1, 4], as OpenCV's files have it."""
    generator = numpy.random.default_rng(5)
    constants = {
        "w_quantized": generator.integers(-128, 128, (4, 27)).astype(numpy.int8),
        "w_scales": generator.uniform(0.01, 0.1, (4, 3)).astype(numpy.float32),
        "w_zero_point": generator.integers(-9, 9, (4, 3)).astype(numpy.int8),
        "w_shape": numpy.array([4, 3, 3, 3], numpy.int64),
        "out_shape": numpy.array([1, 4, -1], numpy.int64),
    }
    nodes = [
        helper.make_node(
            "DequantizeLinear", ["w_quantized", "w_scales", "w_zero_point"], ["w_flat"],
            axis=1, block_size=9,
        ),
        helper.make_node("Reshape", ["w_flat", "w_shape"], ["w"]),
        helper.make_node("Conv", ["x", "w"], ["y"], pads=[1, 1, 1, 1], kernel_shape=[3, 3]),
        helper.make_node("Reshape", ["y", "out_shape"], ["z"]),
    ]  # fmt: skip
    inputs = [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 3, 8, 8])]
    if with_weights_as_inputs:
        inputs.append(helper.make_tensor_value_info("w_scales", TensorProto.FLOAT, [4, 3]))
        inputs.append(helper.make_tensor_value_info("w_left_over", TensorProto.FLOAT, [4, 3, 3, 3]))
    outputs = [helper.make_tensor_value_info("z", TensorProto.FLOAT, [1, 4, 64])]
    initialisers = [numpy_helper.from_array(value, name) for name, value in constants.items()]
    graph = helper.make_graph(nodes, "quantised", inputs, outputs, initialisers)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 21)], ir_version=10)


def _run(model, x):
    return ReferenceEvaluator(model).run(None, {"x": x})[0]


def _plain(**sides):
    content = _quantised_model().SerializeToString()
    options = {"free_batch": False, "free_size": False} | sides
    return onnx.load_model_from_string(dequantise.convert(content, **options))


def test_the_plain_model_computes_the_same():
    x = numpy.random.default_rng(6).standard_normal((1, 3, 8, 8)).astype(numpy.float32)
    expected = _run(_quantised_model(with_weights_as_inputs=False), x)
    numpy.testing.assert_allclose(_run(_plain(), x), expected, rtol=1e-6)


def test_only_the_picture_is_left_as_input_and_no_quantised_weight():
    graph = _plain().graph
    assert [value.name for value in graph.input] == ["x"]
    assert {node.op_type for node in graph.node} == {"Conv", "Reshape"}
    assert not any(tensor.data_type == TensorProto.INT8 for tensor in graph.initializer)


def test_a_free_batch_and_size_work_and_keep_each_picture_apart():
    model = _plain(free_batch=True, free_size=True)
    x = numpy.random.default_rng(8).standard_normal((2, 3, 5, 11)).astype(numpy.float32)
    both = _run(model, x)
    assert both.shape == (2, 4, 55)
    numpy.testing.assert_allclose(both[1:], _run(model, x[1:]), rtol=1e-5)
    sides = model.graph.input[0].type.tensor_type.shape.dim
    assert [side.dim_param for side in sides] == ["batch", "", "height", "width"]


def test_gives_the_same_bytes_every_time():
    content = _quantised_model().SerializeToString()
    first = dequantise.convert(content, True, True)
    assert first == dequantise.convert(content, True, True)


def test_refuses_a_model_without_quantised_weights():
    content = dequantise.convert(_quantised_model().SerializeToString(), False, False)
    with pytest.raises(dequantise.DequantiseError, match="no block-quantised weights"):
        dequantise.convert(content, False, False)
