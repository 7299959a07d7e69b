# SPDX-License-Identifier: Apache-2.0
"""How the server starts, says that it is ready, and ends."""

import socket
import subprocess
import threading

import pytest
import requests

from service import BINARY, running


def serve(*options):
    return subprocess.run([BINARY, "serve", *options], capture_output=True, text=True, timeout=60, check=False)


def test_it_listens_at_once_and_is_ready_when_the_models_are_there(person):
    with running() as server:
        assert server.get("/healthz").json() == {"status": "alive"}
        early = server.get("/readyz")
        assert early.status_code in (200, 503)
        if early.status_code == 503:
            assert early.headers["Retry-After"] == "1"
            assert early.json()["code"] == "unavailable"
        server.wait_until_ready()
        assert server.post("/v1/detect", files={"image": person[0]}).status_code == 200


def test_it_prints_its_address_and_three_commands_that_work(person, tmp_path):
    (tmp_path / "photo.jpg").write_bytes(person[0])
    (tmp_path / "a.jpg").write_bytes(person[0])
    (tmp_path / "b.jpg").write_bytes(person[1])
    with running() as server:
        server.wait_until_ready()
        commands = [server.process.stdout.readline().strip() for _ in range(3)]
        for command in commands:
            assert command.startswith("curl ")
            run = subprocess.run(f"{command} --silent --fail", shell=True, cwd=tmp_path, check=False)
            assert run.returncode == 0, command


def test_sigterm_ends_it_although_nobody_reads_its_log():
    with running() as server:
        server.wait_until_ready()
        with requests.Session() as session:
            for _ in range(600):  # More lines than a pipe of 64 KiB holds.
                session.get(server.url + "/nothing", timeout=10)
        assert server.stop() == 0


def test_sigterm_lets_running_requests_finish_and_ends_with_zero(person):
    with running() as server:
        server.wait_until_ready()
        files = [("images", ("a.jpg", person[0]))] * 30
        answers = []
        batch = threading.Thread(target=lambda: answers.append(server.post("/v1/batch/embed", files=files)))
        with requests.Session() as session:
            session.get(server.url + "/healthz", timeout=10)
            batch.start()
            while session.get(server.url + "/v1/info", timeout=10).status_code == 200 and not _is_busy(server):
                pass
            assert server.stop() == 0
        batch.join()
        assert len(answers[0].text.splitlines()) == 30
        with pytest.raises(requests.ConnectionError):
            server.get("/healthz")


def _is_busy(server) -> bool:
    """Whether a worker burns processor time: the batch has begun."""
    fields = open(f"/proc/{server.process.pid}/stat").read().rsplit(")", 1)[1].split()
    ticks = int(fields[11]) + int(fields[12])
    _is_busy.first = getattr(_is_busy, "first", ticks)
    return ticks > _is_busy.first + 2


def test_without_models_it_says_what_to_do_and_ends(tmp_path):
    with running(environment={"FACELATCH_MODELS": str(tmp_path)}) as server:
        assert server.process.wait(timeout=30) != 0
        assert "facelatch models fetch" in server.process.stderr.read()


def test_check_loads_the_models_and_does_not_listen(tmp_path):
    good = serve("--check", "--detectors", "yunet", "--models", "arcface")
    assert (good.returncode, good.stdout) == (0, "All is well: 1 detectors and 1 embedders are there, and what liveness needs.\n")
    bad = serve("--check", "--detectors", "haar")
    assert bad.returncode != 0
    assert "yunet" in bad.stderr


def test_an_address_that_others_reach_needs_a_word(person):
    refused = serve("--host", "0.0.0.0", "--port", "0")
    assert refused.returncode == 2
    assert "--allow-everybody" in refused.stderr
    with running("--host", "0.0.0.0", "--allow-everybody", "--detectors", "yunet", "--models", "arcface") as server:
        assert requests.get(f"http://127.0.0.1:{server.port}/healthz", timeout=10).status_code == 200


def test_a_taken_port_is_a_sentence(server):
    taken = serve("--port", str(server.port), "--detectors", "yunet", "--models", "arcface")
    assert taken.returncode != 0
    assert str(server.port) in taken.stderr


def test_a_page_with_a_rebound_name_is_refused(server):
    assert server.get("/v1/info", headers={"Host": "evil.example"}).status_code == 421
    assert server.get("/v1/info", headers={"Host": f"localhost:{server.port}"}).status_code == 200


def test_a_client_that_hangs_up_in_the_middle_harms_nobody(server, person):
    head = b"POST /v1/embed HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n"
    for end in (0, 1000, len(person[0])):
        with socket.create_connection(("127.0.0.1", server.port)) as connection:
            connection.sendall(head % len(person[0]) + person[0][:end])
    assert server.post("/v1/embed", data=person[0]).status_code == 200


def test_the_request_id_of_a_client_comes_back(server):
    answer = server.get("/v1/info", headers={"X-Request-Id": "mine-1"})
    assert answer.headers["X-Request-Id"] == "mine-1"
    assert len(server.get("/v1/info").headers["X-Request-Id"]) == 32
