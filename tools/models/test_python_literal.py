# SPDX-License-Identifier: Apache-2.0
import os

import pytest

import python_literal


def test_takes_the_bytes_without_running_the_module():
    source = b'import os\nos.mkdir("ran")\nOTHER = b"no"\nWEIGHTS = b"\\x00yes"\n'
    assert python_literal.read_bytes(source, "WEIGHTS") == b"\x00yes"
    assert not os.path.exists("ran")


@pytest.mark.parametrize(
    "source",
    [b"", b"WEIGHTS = open('x').read()", b"WEIGHTS = 'text'", b"def f():\n    WEIGHTS = b'x'", b"\x00("],
)
def test_refuses_a_module_without_such_a_literal(source):
    with pytest.raises(python_literal.LiteralError):
        python_literal.read_bytes(source, "WEIGHTS")
