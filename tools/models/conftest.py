# SPDX-License-Identifier: Apache-2.0
"""Lets the tests import the tools as the tools import each other, and writes PyTorch files for them."""

import io
import pathlib
import pickle
import sys
import types

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))


def pytest_configure(config):
    config.addinivalue_line("markers", "network: fetches the real packages; needs pip and npm to work")


def _named(module, name):
    """A function that pickles as `module.name`."""

    def function():
        raise AssertionError("never called")

    function.__module__, function.__qualname__, function.__name__ = module, name, name
    return function


class _Storage:
    def __init__(self, key, values):
        self.key, self.values = key, values


class _Tensor:
    def __init__(self, array, key):
        self.array, self.storage = array, _Storage(key, array.ravel())

    def __reduce__(self):
        strides = tuple(stride // 4 for stride in self.array.strides)
        return _REBUILD, (self.storage, 0, self.array.shape, strides, False, {})


_REBUILD = _named("torch._utils", "_rebuild_tensor_v2")
_FLOAT = _named("torch", "FloatStorage")


class _Pickler(pickle.Pickler):
    def persistent_id(self, obj):
        if isinstance(obj, _Storage):
            return ("storage", _FLOAT, obj.key, "cpu", obj.values.size, None)
        return None


@pytest.fixture
def write_torch_file(monkeypatch):
    """Returns a function from {name: float32 array} to the bytes of a PyTorch file (first format)."""
    torch, utils = types.ModuleType("torch"), types.ModuleType("torch._utils")
    utils._rebuild_tensor_v2, torch.FloatStorage = _REBUILD, _FLOAT
    monkeypatch.setitem(sys.modules, "torch", torch)
    monkeypatch.setitem(sys.modules, "torch._utils", utils)

    def write(arrays):
        tensors = {name: _Tensor(array, str(key)) for key, (name, array) in enumerate(arrays.items())}
        stream = io.BytesIO()
        for part in (0x1950A86A20F9469CFC6C, 1001, {"little_endian": True}):
            pickle.dump(part, stream, protocol=2)
        _Pickler(stream, protocol=2).dump(tensors)
        pickle.dump([tensor.storage.key for tensor in tensors.values()], stream, protocol=2)
        for tensor in tensors.values():
            stream.write(tensor.array.size.to_bytes(8, "little"))
            stream.write(tensor.array.astype("<f4").tobytes())
        return stream.getvalue()

    return write
