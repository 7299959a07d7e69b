# SPDX-License-Identifier: Apache-2.0
"""A server for all tests of a session, and pictures to send."""

import io

import PIL.Image
import pytest

from service import people, running


@pytest.fixture(scope="session")
def server():
    with running() as started:
        yield started.wait_until_ready()


@pytest.fixture(scope="session")
def person() -> list[bytes]:
    """Two pictures of one person."""
    return [path.read_bytes() for path in people(1)[0]]


@pytest.fixture(scope="session")
def stranger() -> bytes:
    return people(2)[1][0].read_bytes()


@pytest.fixture(scope="session")
def faceless() -> bytes:
    """A gray picture without a face."""
    stream = io.BytesIO()
    PIL.Image.new("RGB", (320, 240), (120, 120, 120)).save(stream, "JPEG")
    return stream.getvalue()
