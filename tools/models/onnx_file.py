# SPDX-License-Identifier: Apache-2.0
"""Writes ONNX models so that the same graph always gives the same bytes."""

from __future__ import annotations

import onnx

# One fixed pair, so that the bytes do not change with the installed onnx.
OPSET = 17
IR_VERSION = 10
PRODUCER = "facelatch"


def new_model(graph: onnx.GraphProto) -> onnx.ModelProto:
    """A model with fixed versions, whatever the installed onnx would choose."""
    return onnx.helper.make_model(
        graph,
        producer_name=PRODUCER,
        ir_version=IR_VERSION,
        opset_imports=[onnx.helper.make_opsetid("", OPSET)],
    )


def serialise(model: onnx.ModelProto) -> bytes:
    """Checks the model and returns its bytes, with a stable order of fields."""
    onnx.checker.check_model(model, full_check=True)
    return model.SerializeToString(deterministic=True)
