# SPDX-License-Identifier: Apache-2.0
"""A server, Debian's Chromium, and the console in it."""

import pathlib
import sys

import playwright.sync_api
import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "http"))

from camera import write_show  # noqa: E402
from console import TIMEOUT, Console  # noqa: E402
from service import make_key, people, running  # noqa: E402

playwright.sync_api.expect.set_options(timeout=TIMEOUT)

# Nothing but the page: no sandbox, because tests run as root; no shared memory, of which containers
# have little; no traffic of the browser's own.
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="session")
def driver():
    with playwright.sync_api.sync_playwright() as started:
        yield started


def launch(driver, *flags: str):
    return driver.chromium.launch(
        executable_path="/usr/bin/chromium", headless=True, args=[*FLAGS, *flags]
    )


@pytest.fixture(scope="session")
def browser(driver):
    started = launch(driver)
    yield started
    started.close()


@pytest.fixture(scope="session")
def camera(driver, tmp_path_factory):
    """Gives a browser before whose camera is one of camera.SHOWS."""
    folder = tmp_path_factory.mktemp("cameras")
    started = {}

    def showing(name: str):
        if name not in started:
            file = write_show(name, folder / f"{name}.mjpeg")
            started[name] = launch(
                driver, "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
                f"--use-file-for-fake-video-capture={file}",
            )  # fmt: skip
        return started[name]

    yield showing
    for each in started.values():
        each.close()


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
