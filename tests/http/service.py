# SPDX-License-Identifier: Apache-2.0
"""The built program as a server, and real clients for it.

FACELATCH_BINARY names the program (default build/dev/bin/facelatch), FACELATCH_DATA the data
(default ../shared/data from the project's root).
"""

import contextlib
import json
import os
import pathlib
import re
import signal
import subprocess
import tempfile
import time

import requests

ROOT = pathlib.Path(__file__).resolve().parents[2]
DATA = pathlib.Path(os.environ.get("FACELATCH_DATA", ROOT.parent / "shared" / "data"))
BINARY = pathlib.Path(os.environ.get("FACELATCH_BINARY", ROOT / "build/dev/bin/facelatch"))
READY_SECONDS = 120


class Server:
    """One running `facelatch serve` at a free port."""

    def __init__(self, *options: str, environment: dict[str, str] | None = None,
                 preexec_fn=None):
        # The people of whoever runs the tests are none of a test's business.
        self.store = tempfile.TemporaryDirectory()
        self.process = subprocess.Popen(
            [BINARY, "serve", "--port", "0", *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={
                **os.environ,
                "FACELATCH_STORE": self.store.name,
                "FACELATCH_SERVE_EVALUATIONS": self.store.name + "/evaluations",
                **(environment or {}),
            },
            preexec_fn=preexec_fn,
        )
        self.welcome = [self.process.stdout.readline()]
        match = re.search(r"https?://\S+:(\d+)$", self.welcome[0].strip())
        assert match, (self.welcome, self.process.stderr.read())
        self.url, self.port = match[0], int(match[1])

    def wait_until_ready(self) -> "Server":
        deadline = time.monotonic() + READY_SECONDS
        while requests.get(self.url + "/readyz", timeout=10).status_code != 200:
            assert time.monotonic() < deadline, "the server did not become ready"
            time.sleep(0.05)
        return self

    def get(self, path: str, **options) -> requests.Response:
        return requests.get(self.url + path, timeout=60, **options)

    def patch(self, path: str, **options) -> requests.Response:
        return requests.patch(self.url + path, timeout=60, **options)

    def delete(self, path: str, **options) -> requests.Response:
        return requests.delete(self.url + path, timeout=60, **options)

    def post(self, path: str, **options) -> requests.Response:
        return requests.post(self.url + path, timeout=60, **options)

    def resident_bytes(self) -> int:
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+) kB", status)[1]) * 1024

    def stop(self) -> int:
        """The exit code after SIGTERM."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=60)


@contextlib.contextmanager
def running(*options: str, environment: dict[str, str] | None = None, preexec_fn=None):
    server = Server(*options, environment=environment, preexec_fn=preexec_fn)
    try:
        yield server
    finally:
        server.process.kill()
        server.process.communicate()


def people(count: int) -> list[list[pathlib.Path]]:
    """Two pictures each of `count` people."""
    folders = sorted((DATA / "lfw_view1test/images").iterdir())
    found = [sorted(folder.glob("*.jpg"))[:2] for folder in folders]
    chosen = [pictures for pictures in found if len(pictures) == 2][:count]
    assert len(chosen) == count, f"{DATA / 'lfw_view1test'} has too few pictures"
    return chosen


def facelatch(*words):
    return subprocess.run([BINARY, *words], capture_output=True, text=True, timeout=60, check=False)


def make_key(file, *words) -> dict:
    made = facelatch("keys", "create", "--file", file, "--json", *words)
    assert made.returncode == 0, made.stderr
    return json.loads(made.stdout)
