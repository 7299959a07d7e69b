# SPDX-License-Identifier: Apache-2.0
"""Many clients at once, over everything that requests share: each gets the answer that a single client
gets. tools/test/tsan runs this file with the program built with ThreadSanitizer, whose report makes the
program's exit code a bad one."""

import concurrent.futures
import json
import random

import requests
from websockets.sync.client import connect

from service import DATA, running

CLIENTS = 12
ROUNDS = 3
STREAMS = 2  # a client without a key may have four


def form(*pictures: bytes) -> list:
    return [("image", (f"{number}.jpg", data, "image/jpeg")) for number, data in enumerate(pictures)]


def kinds(person: str, picture: bytes, stranger: bytes) -> list:
    """One request each: method, path, and what requests.request() takes."""
    vector = [1.0] + [0.0] * 511
    jpeg = {"Content-Type": "image/jpeg"}
    return [
        ("POST", "/v1/detect?detector=yunet", {"data": picture, "headers": jpeg}),
        ("POST", "/v1/embed?detector=retinaface", {"data": picture, "headers": jpeg}),
        ("POST", "/v1/embed", {"data": picture[: len(picture) // 2], "headers": jpeg}),
        ("POST", "/v1/embed", {"data": b"--x\r\nbroken", "headers": {"Content-Type": "multipart/form-data; boundary=x"}}),
        ("POST", "/v1/embed", {"data": b'{"image":', "headers": {"Content-Type": "application/json"}}),
        ("POST", "/v1/compare", {"files": [("image1", ("a.jpg", picture)), ("image2", ("b.jpg", stranger))]}),
        ("POST", "/compare_embeddings", {"json": {"embedding1": vector, "embedding2": vector}}),
        ("POST", "/v1/identify", {"files": form(picture)}),
        ("POST", "/v1/verify", {"files": form(picture), "data": {"person": person}}),
        ("GET", f"/v1/people/{person}", {}),
        ("GET", "/v1/models", {}),
        ("GET", "/nothing", {}),
    ]


def answer_to(server, kind) -> tuple[int, dict]:
    """Without what differs from one request to the next."""
    method, path, options = kind
    response = requests.request(method, server.url + path, timeout=300, **options)
    answer = response.json()
    for name in ("request_id", "times_ms"):
        answer.pop(name, None)
    return response.status_code, answer


def a_life(server, number: int) -> None:
    """Somebody comes and goes, and is looked at by others meanwhile."""
    added = requests.post(server.url + "/v1/people", timeout=300,
                          json={"name": f"Person {number}", "consent": "Yes."})
    assert added.status_code == 201, added.text
    path = f"{server.url}/v1/people/{added.json()['id']}"
    assert requests.patch(path, json={"name": "Another"}, timeout=300).json()["name"] == "Another"
    assert requests.get(server.url + "/v1/audit?count=5", timeout=300).status_code == 200
    assert requests.get(server.url + "/metrics", timeout=300).status_code == 200
    assert requests.delete(path, timeout=300).status_code == 200
    assert requests.get(path, timeout=300).status_code == 404


def a_stream(server, frame: bytes) -> None:
    """A live client that hangs up without a word."""
    with connect(server.url.replace("http", "ws", 1) + "/v1/stream", max_size=None, proxy=None,
                 open_timeout=300) as socket:
        assert json.loads(socket.recv(timeout=300))["type"] == "ready"
        for _ in range(3):
            socket.send(frame)
            assert json.loads(socket.recv(timeout=300))["type"] == "frame"


def test_each_of_many_clients_gets_the_answer_of_a_single_one():
    faces = DATA / "ver_facerec/examples"
    *enrolled, picture = [(faces / name).read_bytes()
                          for name in ("obama.jpg", "obama2.jpg", "obama_small.jpg", "obama-480p.jpg")]
    stranger = (faces / "biden.jpg").read_bytes()
    with running("--detectors", "retinaface,yunet", "--models", "arcface", "--queue", "500") as server:
        server.wait_until_ready()
        person = server.post("/v1/people", json={"name": "Ada", "consent": "Yes."}).json()["id"]
        server.post(f"/v1/people/{person}/templates", files=form(*enrolled)).raise_for_status()
        all_kinds = kinds(person, picture, stranger)
        alone = [answer_to(server, kind) for kind in all_kinds]
        assert {status for status, _ in alone} == {200, 400, 404}, alone

        def client(number: int) -> list:
            order = random.Random(number).sample(range(len(all_kinds)), len(all_kinds))
            found = [(index, answer_to(server, all_kinds[index])) for _ in range(ROUNDS) for index in order]
            a_life(server, number)
            if number < STREAMS:
                a_stream(server, picture)
            return found

        with concurrent.futures.ThreadPoolExecutor(CLIENTS) as pool:
            for found in pool.map(client, range(CLIENTS)):
                for index, answer in found:
                    assert answer == alone[index], all_kinds[index][:2]
        assert server.stop() == 0, server.process.stderr.read()
