# SPDX-License-Identifier: Apache-2.0
"""What HTTP libraries do not send, or not so: the built program and a bare socket."""

import json
import re
import signal
import socket
import ssl
import subprocess
import time

import pytest
import requests

from service import running

HOST = "Host: 127.0.0.1\r\n"


class Wire:
    """A connection that is written to and read from by the byte."""

    def __init__(self, server):
        self.socket = socket.create_connection(("127.0.0.1", server.port), timeout=30)
        self.file = self.socket.makefile("rb")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()
        self.socket.close()

    def send(self, *parts: str | bytes) -> None:
        self.socket.sendall(b"".join(part.encode() if isinstance(part, str) else part for part in parts))

    def head(self) -> tuple[int, dict[str, str]]:
        status = int(self.file.readline().split(b" ", 2)[1])
        fields = {}
        while line := self.file.readline().strip():
            name, value = line.decode().split(":", 1)
            fields[name.lower()] = value.strip()
        return status, fields

    def answer(self) -> tuple[int, dict[str, str], bytes]:
        status, fields = self.head()
        return status, fields, self.file.read(int(fields["content-length"]))


def post(path: str, *fields: str) -> str:
    return f"POST {path} HTTP/1.1\r\n{HOST}" + "".join(f"{field}\r\n" for field in fields) + "\r\n"


def faces_in(body: bytes) -> int:
    return len(json.loads(body)["faces"])


def test_requests_sent_at_once_are_answered_in_their_order(server, person):
    with Wire(server) as wire:
        picture = person[0]
        wire.send(post("/v1/detect", "Content-Type: image/jpeg", f"Content-Length: {len(picture)}"), picture,
                  f"GET /healthz HTTP/1.1\r\n{HOST}\r\n", f"GET /nothing HTTP/1.1\r\n{HOST}\r\n")
        status, _, body = wire.answer()
        assert (status, faces_in(body)) == (200, 1)
        assert [wire.answer()[0], wire.answer()[0]] == [200, 404]


def test_a_client_that_asks_before_it_sends_is_told_to_go_on_or_not(server, person):
    with Wire(server) as wire:
        fields = ("Content-Type: image/jpeg", "Expect: 100-continue")
        wire.send(post("/v1/detect", *fields, f"Content-Length: {len(person[0])}"))
        assert wire.head()[0] == 100
        wire.send(person[0])
        assert wire.answer()[0] == 200
    with Wire(server) as wire:
        wire.send(post("/v1/detect", *fields, f"Content-Length: {1 << 40}"))
        assert wire.answer()[0] == 413, "before any of it was sent"


def test_a_picture_in_chunks_is_put_together(server, person):
    picture = person[0]
    cuts = [picture[i : i + 1000] for i in range(0, len(picture), 1000)]
    with Wire(server) as wire:
        wire.send(post("/v1/detect", "Content-Type: image/jpeg", "Transfer-Encoding: chunked"))
        for cut in cuts:
            wire.send(f"{len(cut):x}\r\n", cut, "\r\n")
        wire.send("0\r\n\r\n")
        status, _, body = wire.answer()
        assert (status, faces_in(body)) == (200, 1)


def test_head_has_no_body_and_options_lists_the_methods(server):
    with Wire(server) as wire:
        wire.send(f"HEAD /healthz HTTP/1.1\r\n{HOST}\r\n", f"OPTIONS /v1/embed HTTP/1.1\r\n{HOST}\r\n")
        status, fields = wire.head()
        assert status == 200 and int(fields["content-length"]) > 0
        status, fields = wire.head()  # directly behind the other's head
        assert status in (200, 204) and "POST" in fields["allow"]


@pytest.mark.parametrize("share", [0, 0.5], ids=["nothing", "half"])
def test_a_client_that_leaves_in_the_middle_of_its_upload_harms_nobody(server, person, share):
    picture = person[0]
    for _ in range(20):
        with Wire(server) as wire:
            wire.send(post("/v1/embed", "Content-Type: image/jpeg", f"Content-Length: {len(picture)}"),
                      picture[: int(share * len(picture))])
    assert requests.post(f"{server.url}/v1/embed", data=picture, headers={"Content-Type": "image/jpeg"},
                         timeout=30).status_code == 200


def test_nobody_works_on_for_a_client_that_leaves_in_the_middle_of_its_answer(server, person):
    def faces_seen() -> float:
        text = requests.get(f"{server.url}/metrics", timeout=30).text
        return float(re.search(r"^facelatch_faces_total (\S+)$", text, re.MULTILINE)[1])

    pictures = 200
    boundary = "several"
    part = (f"--{boundary}\r\nContent-Disposition: form-data; name=\"images\"; filename=\"a.jpg\"\r\n"
            "Content-Type: image/jpeg\r\n\r\n").encode() + person[0] + b"\r\n"
    body = pictures * part + f"--{boundary}--\r\n".encode()
    before = faces_seen()
    with Wire(server) as wire:
        wire.send(post("/v1/batch/embed", f"Content-Type: multipart/form-data; boundary={boundary}",
                       f"Content-Length: {len(body)}"), body)
        assert wire.head()[0] == 200
        wire.file.read(100)  # of the first answer
    seen = [before, faces_seen()]
    while seen[-1] > seen[-2]:
        time.sleep(1)
        seen.append(faces_seen())
    assert 1 <= seen[-1] - before < pictures


def certificate(folder, name: str) -> tuple:
    files = folder / "chain.pem", folder / "key.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", f"/CN={name}",
                    "-addext", "subjectAltName=IP:127.0.0.1", "-out", files[0], "-keyout", files[1]],
                   check=True, capture_output=True)
    files[1].chmod(0o600)
    return files


def served_certificate(server) -> bytes:
    return ssl.get_server_certificate(("127.0.0.1", server.port), timeout=30)


def test_a_new_certificate_is_read_at_sighup(tmp_path):
    chain, key = certificate(tmp_path, "first")
    with running("--detectors", "yunet", "--models", "arcface", "--tls-certificate", chain, "--tls-key", key) as server:
        assert requests.get(server.url + "/healthz", verify=chain, timeout=30).status_code == 200
        first = served_certificate(server)
        assert first.strip() == chain.read_text().strip()
        certificate(tmp_path, "second")
        server.process.send_signal(signal.SIGHUP)
        deadline = time.monotonic() + 30
        while served_certificate(server) == first:
            assert time.monotonic() < deadline, "the new certificate is not served"
            time.sleep(0.05)
        assert requests.get(server.url + "/healthz", verify=chain, timeout=30).status_code == 200
