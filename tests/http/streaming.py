# SPDX-License-Identifier: Apache-2.0
"""A client of /v1/stream."""

import contextlib
import json

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect


def bearer(key: str) -> dict:
    return {"Authorization": f"Bearer {key}"}


class Client:
    """A WebSocket client of /v1/stream."""

    def __init__(self, server, **options):
        self.socket = connect(server.url.replace("http", "ws", 1) + "/v1/stream", max_size=None, proxy=None,
                              legacy=True, **options)

    def answer(self, timeout: float = 20) -> dict:
        return json.loads(self.socket.recv(timeout=timeout))

    def send(self, message: bytes | dict) -> None:
        self.socket.send(json.dumps(message) if isinstance(message, dict) else message)

    def ask(self, message: bytes | dict) -> dict:
        self.send(message)
        return self.answer()

    def ready(self) -> "Client":
        assert self.answer()["type"] == "ready"
        return self

    def close_code(self, timeout: float = 20) -> int:
        """Of the close that must come next, behind any messages."""
        with pytest.raises(ConnectionClosed) as closed:
            while True:
                self.socket.recv(timeout=timeout)
        return closed.value.rcvd.code


@contextlib.contextmanager
def streaming(server, **options):
    client = Client(server, **options)
    try:
        yield client
    finally:
        client.socket.close()
