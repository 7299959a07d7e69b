# SPDX-License-Identifier: Apache-2.0
"""A server of the release build to ask about videos."""

import base64
import contextlib
import os
import pathlib
import sys

import numpy as np
import requests

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "load"))

import served

DATA = served.DATA


class Service:
    def __init__(self, address: str, process_id: int):
        self.address = address
        self.process_id = process_id
        self.session = requests.Session()

    def post(self, path: str, files: dict, options: dict) -> dict:
        answer = self.session.post(self.address + path, files=files, data=options, timeout=120)
        answer.raise_for_status()
        return answer.json()

    def processor_seconds(self) -> float:
        """Used so far, with the decoders that have ended."""
        stat = pathlib.Path(f"/proc/{self.process_id}/stat").read_text().rpartition(")")[2].split()
        return sum(int(ticks) for ticks in stat[11:15]) / os.sysconf("SC_CLK_TCK")

    def tracks(self, video: bytes, **options) -> dict:
        """The answer of POST /v1/video."""
        return self.post("/v1/video", {"video": video}, {"mode": "now", "encoding": "base64", **options})

    def faces(self, picture: bytes, path: str = "/v1/embed", **options) -> list[dict]:
        return self.post(path, {"image": picture}, options)["faces"]


def vector(text: str) -> np.ndarray:
    return np.frombuffer(base64.b64decode(text), "<f4").astype(float)


def main_embedding(told: dict) -> np.ndarray | None:
    """Of the track of the person who fills most of the video."""
    for track in told["tracks"]:
        if track["id"] == told["main_track"] and track["embedding"]:
            return vector(track["embedding"])
    return None


@contextlib.contextmanager
def server():
    with served.server() as started:
        yield Service(started.address, started.process.pid)
