# SPDX-License-Identifier: Apache-2.0
import io
import os
import pickle

import numpy
import pytest

import torch_tensors


def _arrays():
    generator = numpy.random.default_rng(1)
    return {
        "a.weight": generator.standard_normal((4, 3, 2, 2)).astype("f4"),
        "a.bias": generator.standard_normal(4).astype("f4"),
    }


def test_gives_back_every_tensor_with_its_name_shape_and_values(write_torch_file):
    arrays = _arrays()
    read = torch_tensors.read_tensors(write_torch_file(arrays))
    assert list(read) == list(arrays)
    for name, array in arrays.items():
        numpy.testing.assert_array_equal(read[name], array)


def test_follows_the_strides_of_a_transposed_tensor(write_torch_file):
    flat = numpy.arange(12, dtype="f4").reshape(3, 4)
    content = bytearray(write_torch_file({"t": flat}))
    # K\x03 K\x04 and K\x04 K\x01 are the pickled pairs (3, 4) and (4, 1).
    swapped = bytes(content).replace(b"K\x03K\x04", b"K\x04K\x03").replace(b"K\x04K\x01", b"K\x01K\x04")
    numpy.testing.assert_array_equal(torch_tensors.read_tensors(swapped)["t"], flat.T)


def test_refuses_a_pickle_that_names_a_function():
    class Attack:
        def __reduce__(self):
            return os.mkdir, ("attacked",)

    stream = io.BytesIO()
    for part in (torch_tensors.MAGIC_NUMBER, 1001, {"little_endian": True}, Attack()):
        pickle.dump(part, stream, protocol=2)
    with pytest.raises(torch_tensors.TensorFileError, match="mkdir, which is not a tensor"):
        torch_tensors.read_tensors(stream.getvalue())
    assert not os.path.exists("attacked")


def test_refuses_a_tensor_that_reaches_past_its_storage(write_torch_file):
    content = write_torch_file({"t": numpy.zeros((3, 4), "f4")})
    with pytest.raises(torch_tensors.TensorFileError, match="past its storage"):
        torch_tensors.read_tensors(content.replace(b"K\x03K\x04", b"K\x03K\x05"))


def test_refuses_a_negative_stride(write_torch_file):
    content = write_torch_file({"t": numpy.zeros((3, 4), "f4")})
    # J is the opcode of a signed 32-bit integer.
    with pytest.raises(torch_tensors.TensorFileError):
        torch_tensors.read_tensors(content.replace(b"K\x04K\x01", b"J\xf8\xff\xff\xffK\x01"))


@pytest.mark.parametrize("kept", [0, 1, 20, 60, 150, -1])
def test_refuses_a_truncated_file(write_torch_file, kept):
    with pytest.raises(torch_tensors.TensorFileError):
        torch_tensors.read_tensors(write_torch_file(_arrays())[:kept])


def test_refuses_any_other_file():
    with pytest.raises(torch_tensors.TensorFileError):
        torch_tensors.read_tensors(b"PK\x03\x04 a zip, perhaps")
