# SPDX-License-Identifier: Apache-2.0
"""Requests a second and memory of facelatch, DeepFace's own API (one gunicorn worker, as its
Dockerfile starts it) and UniFace behind FastAPI, with the same pictures and ArcFace weights."""

import base64
import contextlib
import json
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import time

import served

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))
import compare  # noqa: E402  (the folder of the models)

HERE = pathlib.Path(__file__).parent
CLIENTS = 4
SECONDS = 20


def memory_mib(process: int) -> float:
    """Of the process and its children, each page counted once."""
    children = pathlib.Path(f"/proc/{process}/task/{process}/children").read_text().split()
    shares = (line.split()[1] for line in pathlib.Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
              if line.startswith("Pss:"))
    return sum(int(share) for share in shares) / 1024 + sum(memory_mib(int(child)) for child in children)


@contextlib.contextmanager
def rival(name: str, home: str):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    python = os.environ["RIVALS_PYTHON"]
    process = subprocess.Popen([python, str(HERE / "rival_server.py"), name, str(compare.models_folder()), home, str(port)],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(1200):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                break
            time.sleep(0.1)
        yield process.pid, f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(30)


def measure(address: str, process: int, path: str, bodies: list[bytes], media_type: str) -> tuple[float, float]:
    served.wrk(address, path, bodies, media_type, 1, 8)  # warm
    found = served.wrk(address, path, bodies, media_type, CLIENTS, SECONDS)
    if found["failed"]:
        raise SystemExit(f"{found['failed']} requests to {path} failed.")
    return found["rate"], memory_mib(process)


def main() -> None:
    pictures = served.jpegs()
    data_uris = ["data:image/jpeg;base64," + base64.b64encode(picture).decode() for picture in pictures]
    asked = [json.dumps({"img": uri, "model_name": "ArcFace", "detector_backend": "mtcnn"}).encode() for uri in data_uris]
    rows = {}
    with served.server() as server:
        rows["facelatch, retinaface"] = measure(server.address, server.process.pid, "/v1/embed", pictures, "image/jpeg")
    with tempfile.TemporaryDirectory() as home, rival("uniface", home) as (process, address):
        rows["UniFace + FastAPI, retinaface"] = measure(address, process, "/embed", pictures, "image/jpeg")
    with served.server("--detectors", "mtcnn") as server:
        rows["facelatch /represent, mtcnn"] = measure(server.address, server.process.pid, "/represent", asked, "application/json")
    with tempfile.TemporaryDirectory() as home, rival("deepface", home) as (process, address):
        rows["DeepFace API, mtcnn"] = measure(address, process, "/represent", asked, "application/json")
    print(f"{CLIENTS} clients, {SECONDS} s each\n\n| server | requests a second | MiB |\n| --- | --- | --- |")
    for name, (rate, memory) in rows.items():
        print(f"| {name} | {rate:.2f} | {memory:.0f} |")


if __name__ == "__main__":
    main()
