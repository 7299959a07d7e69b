# SPDX-License-Identifier: Apache-2.0
"""A server, Debian's Chromium, and the console in it."""

import pathlib
import sys

import playwright.sync_api
import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "http"))

from console import Console  # noqa: E402
from service import make_key, people, running  # noqa: E402

# Nothing but the page: no sandbox, because tests run as root; no traffic of the browser's own.
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="session")
def browser():
    with playwright.sync_api.sync_playwright() as driver:
        started = driver.chromium.launch(
            executable_path="/usr/bin/chromium", headless=True, args=FLAGS
        )
        yield started
        started.close()


@pytest.fixture(scope="session")
def server():
    with running() as started:
        yield started.wait_until_ready()


@pytest.fixture(scope="session")
def locked(tmp_path_factory):
    """A server with keys: its address, a key for pictures and one for everything."""
    keys = tmp_path_factory.mktemp("keys") / "keys.json"
    narrow, whole = (make_key(keys, "--scope", scope)["key"] for scope in ("analyse", "all"))
    with running("--keys", str(keys)) as started:
        started.wait_until_ready()
        yield started.url, narrow, whole


@pytest.fixture
def console(browser, server):
    with Console(browser, server.url) as opened:
        yield opened
        opened.check_that_nothing_was_refused()


@pytest.fixture(scope="session")
def person() -> list[pathlib.Path]:
    """Two pictures of one person."""
    return people(1)[0]


@pytest.fixture(scope="session")
def stranger() -> pathlib.Path:
    return people(2)[1][0]
