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
import urllib.error
import urllib.request

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


def wait_for_an_answer(process: subprocess.Popen, address: str) -> None:
    """Of any status: a listening socket alone does not show that there is a worker behind it."""
    for _ in range(1200):
        try:
            urllib.request.urlopen(address, timeout=60)
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            if process.poll() is not None:
                break
            time.sleep(0.1)
    raise SystemExit(f"{address} did not answer.")


@contextlib.contextmanager
def rival(name: str, home: str):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    python = os.environ["RIVALS_PYTHON"]
    process = subprocess.Popen([python, str(HERE / "rival_server.py"), name, str(compare.models_folder()), home, str(port)],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for_an_answer(process, address)
        yield process.pid, address
    finally:
        process.terminate()
        process.wait(30)


def measure(name: str, address: str, process: int, path: str, bodies: list[bytes], media_type: str) -> None:
    """Prints a row of the table."""
    served.wrk(address, path, bodies, media_type, 1, 8)  # warm
    found = served.wrk(address, path, bodies, media_type, CLIENTS, SECONDS)
    if found["failed"]:
        raise SystemExit(f"{found['failed']} requests to {path} failed.")
    print(f"| {name} | {found['rate']:.2f} | {memory_mib(process):.0f} |", flush=True)


def main() -> None:
    pictures = served.jpegs()
    data_uris = ["data:image/jpeg;base64," + base64.b64encode(picture).decode() for picture in pictures]
    asked = [json.dumps({"img": uri, "model_name": "ArcFace", "detector_backend": "mtcnn"}).encode() for uri in data_uris]
    print(f"{CLIENTS} clients, {SECONDS} s each\n\n| server | requests a second | MiB |\n| --- | --- | --- |", flush=True)
    with served.server() as server:
        measure("facelatch, retinaface", server.address, server.process.pid, "/v1/embed", pictures, "image/jpeg")
    with tempfile.TemporaryDirectory() as home, rival("uniface", home) as (process, address):
        measure("UniFace + FastAPI, retinaface", address, process, "/embed", pictures, "image/jpeg")
    with served.server("--detectors", "mtcnn") as server:
        measure("facelatch /represent, mtcnn", server.address, server.process.pid, "/represent", asked, "application/json")
    with tempfile.TemporaryDirectory() as home, rival("deepface", home) as (process, address):
        measure("DeepFace API, mtcnn", address, process, "/represent", asked, "application/json")


if __name__ == "__main__":
    main()
