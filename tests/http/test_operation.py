# SPDX-License-Identifier: Apache-2.0
"""What an operator sets and sees: configuration, metrics and the log."""

import json
import re
import subprocess

import pytest
import requests

from service import BINARY, running

QUICK = ("--detectors", "yunet", "--models", "arcface")


def refusal(*words, environment=None):
    done = subprocess.run(
        [BINARY, "serve", *words], capture_output=True, text=True, timeout=60, check=False, env=environment
    )
    assert done.returncode != 0
    return done.stderr


@pytest.fixture(name="configuration")
def fixture_configuration(tmp_path):
    def write(text):
        file = tmp_path / "facelatch.toml"
        file.write_text(text)
        return str(file)

    return write


def test_a_file_sets_options(configuration):
    file = configuration('allowed-origin = ["https://a.example"]\ndetectors = ["yunet"]\nworkers = 1\n')
    with running("--models", "arcface", "--config", file) as server:
        server.wait_until_ready()
        assert [entry["id"] for entry in server.get("/v1/models").json()["detectors"]] == ["yunet"]
        answer = server.get("/", headers={"Origin": "https://a.example"})
        assert answer.headers["Access-Control-Allow-Origin"] == "https://a.example"


def test_the_environment_goes_before_the_file_and_options_before_both(configuration):
    file = configuration('detectors = ["retinaface"]\nmodels = ["no-such-model"]\n')
    with running(
        "--models", "arcface", "--config", file, environment={"FACELATCH_SERVE_DETECTORS": "yunet"}
    ) as server:
        server.wait_until_ready()
        models = server.get("/v1/models").json()
        assert [entry["id"] for entry in models["detectors"]] == ["yunet"]
        assert [entry["id"] for entry in models["models"]] == ["arcface"]


@pytest.mark.parametrize(
    "text, told",
    [
        ("prot = 1\n", "prot in line 1"),
        ("\nport = 'many'\n", "port in line 2"),
        ("port = 70000\n", "port in line 1"),
        ("port = [1, 2]\n", "port in line 1"),
        ("[server]\nport = 1\n", "server"),
        ("check = true\n", "check"),
        ("port = \n", "not TOML in line 1"),
    ],
)
def test_a_wrong_setting_is_named(configuration, text, told):
    assert told in refusal("--check", *QUICK, "--config", configuration(text))


def test_a_missing_file_is_named(tmp_path):
    assert "nothing.toml" in refusal("--check", "--config", tmp_path / "nothing.toml")


def test_metrics_count_what_was_done(person):
    with running(*QUICK) as server:
        server.wait_until_ready()
        assert server.post("/v1/detect", files={"image": person[0]}).status_code == 200
        assert server.get("/somebody/private").status_code == 404
        text = server.get("/metrics").text
    assert re.search(r'facelatch_requests_total\{.*route="/v1/detect",status="200"\} 1', text)
    assert re.search(r'facelatch_requests_total\{.*route="none",status="404"\} 1', text)
    assert "facelatch_faces_total 1" in text
    assert 'facelatch_stage_seconds_count{stage="detect"} 1' in text
    assert "facelatch_queue_depth 0" in text
    assert "private" not in text


def test_the_log_has_a_line_of_json_for_each_request_and_nothing_private(person):
    with running(*QUICK, "--log", "json") as server:
        server.wait_until_ready()
        trace = "4bf92f3577b34da6a3ce929d0e0e4736"
        headers = {"X-Request-Id": "my-id", "traceparent": f"00-{trace}-00f067aa0ba902b7-01"}
        requests.post(
            server.url + "/v1/detect?secret=name", files={"image": ("ann.jpg", person[0])}, headers=headers, timeout=30
        )
        assert server.stop() == 0
        text = server.process.stderr.read()
    lines = [json.loads(line) for line in text.splitlines()]
    assert lines[0]["event"] == "started" and lines[-1]["event"] == "stopped"
    (line,) = [line for line in lines if line.get("request_id") == "my-id"]
    assert line["route"] == "/v1/detect" and line["trace_id"] == trace
    assert "ann" not in text and "secret" not in text
