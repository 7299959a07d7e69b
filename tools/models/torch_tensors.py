# SPDX-License-Identifier: Apache-2.0
"""Reads the float tensors of a PyTorch file without PyTorch and without running what it asks for.

The files here are of PyTorch's first format (before 1.6): four pickles (magic number, protocol,
machine facts, the object tree), a fifth with the order of the storages, then every storage as a
64-bit element count and its raw little-endian values. A pickle can name any function to be called;
this reader knows three names, builds plain records for them, and refuses all others.
"""

from __future__ import annotations

import collections
import dataclasses
import io
import pickle

import numpy

MAGIC_NUMBER = 0x1950A86A20F9469CFC6C
PROTOCOL_VERSION = 1001
_FLOAT_STORAGE = "float storage"


class TensorFileError(Exception):
    """The file is not a plain set of float tensors; the text is one sentence."""


@dataclasses.dataclass(frozen=True)
class _Storage:
    key: str
    count: int


@dataclasses.dataclass(frozen=True)
class _Tensor:
    storage: _Storage
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]


def _rebuild_tensor(storage, offset, shape, strides, *_ignored) -> _Tensor:
    return _Tensor(storage, int(offset), tuple(map(int, shape)), tuple(map(int, strides)))


class _TensorsOnly(pickle.Unpickler):
    """Unpickles ordered maps of float tensors; every other class or function is refused."""

    _KNOWN = {
        ("collections", "OrderedDict"): collections.OrderedDict,
        ("torch._utils", "_rebuild_tensor_v2"): _rebuild_tensor,
        ("torch", "FloatStorage"): _FLOAT_STORAGE,
    }

    def find_class(self, module: str, name: str):
        known = self._KNOWN.get((module, name))
        if known is None:
            raise TensorFileError(f"The file asks for {module}.{name}, which is not a tensor.")
        return known

    def persistent_load(self, pid) -> _Storage:
        kind, storage_type, key, _device, count, view = pid
        if kind != "storage" or storage_type is not _FLOAT_STORAGE or view is not None:
            raise TensorFileError("The file holds a storage that is not plain float.")
        return _Storage(str(key), int(count))


def read_tensors(content: bytes) -> dict[str, numpy.ndarray]:
    """Name to float32 array, in the file's order; raises TensorFileError for anything else."""
    try:
        return _read(io.BytesIO(content))
    except TensorFileError:
        raise
    except Exception:  # a broken pickle may raise nearly anything
        raise TensorFileError("The file is not a PyTorch file of the expected format.") from None


def _read(stream: io.BytesIO) -> dict[str, numpy.ndarray]:
    if _TensorsOnly(stream).load() != MAGIC_NUMBER:
        raise TensorFileError("The file does not start with PyTorch's magic number.")
    if _TensorsOnly(stream).load() != PROTOCOL_VERSION:
        raise TensorFileError("The file is of an unknown PyTorch format.")
    if _TensorsOnly(stream).load().get("little_endian") is not True:
        raise TensorFileError("The file was not written on a little-endian machine.")
    tree = _TensorsOnly(stream).load()
    values = {key: _read_storage(stream) for key in _TensorsOnly(stream).load()}
    return {name: _materialise(tensor, values) for name, tensor in tree.items()}


def _read_storage(stream: io.BytesIO) -> numpy.ndarray:
    count = int.from_bytes(stream.read(8), "little", signed=True)
    raw = stream.read(4 * count) if count >= 0 else b""
    if count < 0 or len(raw) != 4 * count:
        raise TensorFileError("The file ends in the middle of a tensor.")
    return numpy.frombuffer(raw, dtype="<f4")


def _materialise(tensor: _Tensor, values: dict[str, numpy.ndarray]) -> numpy.ndarray:
    storage = values[tensor.storage.key]
    if len(tensor.shape) != len(tensor.strides) or min(tensor.strides + tensor.shape) < 0:
        raise TensorFileError("The file holds a tensor with a broken shape.")
    if tensor.offset < 0 or _last_element(tensor) >= storage.size:
        raise TensorFileError("The file holds a tensor that reaches past its storage.")
    strides = [4 * stride for stride in tensor.strides]
    view = numpy.lib.stride_tricks.as_strided(storage[tensor.offset :], tensor.shape, strides)
    return view.copy(order="C")


def _last_element(tensor: _Tensor) -> int:
    reach = sum((side - 1) * stride for side, stride in zip(tensor.shape, tensor.strides))
    return tensor.offset + reach
