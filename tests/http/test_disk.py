# SPDX-License-Identifier: Apache-2.0
"""A store whose disk is full or has become read-only says so, and loses nothing.

The disk is a small tmpfs where the tests may mount one. Elsewhere the kernel refuses the server
files beyond a size, and the read-only disk is one whose files and folder may not be written.
"""

import contextlib
import os
import pathlib
import resource
import subprocess

import pytest
import requests

from service import BINARY, running

DISK_BYTES = 2 << 20
FILE_BYTES = 512 << 10
MODELS = ("--models", "sface", "--detectors", "retinaface", "--log", "none")


UNAVAILABLE = 16  # exit code


def facelatch(*words, prefix=(), preexec_fn=None) -> subprocess.CompletedProcess:
    return subprocess.run([*prefix, BINARY, *words], capture_output=True, text=True, timeout=60,
                          check=False, preexec_fn=preexec_fn)


def mount(*words) -> bool:
    return subprocess.run(["mount", *words], capture_output=True, check=False).returncode == 0


class SmallDisk:
    def __init__(self, folder: pathlib.Path):
        self.folder = folder
        self.is_mounted = mount("-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs", folder)
        self.store = folder / "store"

    def limit(self):
        """In a new process, where there is no disk of its own."""
        if not self.is_mounted:
            resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BYTES, FILE_BYTES))

    def make_read_only(self):
        if self.is_mounted:
            assert mount("-o", "remount,ro", self.folder)
            return
        for file in self.store.iterdir():
            file.chmod(0o400)
        self.store.chmod(0o500)

    def prefix(self) -> list[str]:
        """Before a command, where there is no disk of its own: root, too, is told no."""
        if self.is_mounted or os.geteuid() != 0:
            return []
        return ["setpriv", "--bounding-set", "-dac_override", "--inh-caps", "-dac_override"]

    def close(self):
        if self.is_mounted:
            subprocess.run(["umount", "--lazy", self.folder], check=True)
        else:
            self.store.chmod(0o700)


@pytest.fixture(name="disk")
def fixture_disk(tmp_path):
    folder = tmp_path / "disk"
    folder.mkdir()
    disk = SmallDisk(folder)
    with contextlib.closing(disk):
        yield disk


def add(desk, name: str, consent: str = "I agree." * 500) -> requests.Response:
    return desk.post("/v1/people", json={"name": name, "consent": consent})


def names(desk) -> list[str]:
    return [person["name"] for person in desk.get("/v1/people?count=1000").json()["people"]]


def refused(answer: requests.Response):
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable"), answer.text
    assert "nothing was changed" in answer.json()["detail"]


def fill(desk) -> list[str]:
    added: list[str] = []
    for consent in ("I agree." * 500, "Yes."):
        for number in range(1000):
            answer = add(desk, f"P{number}", consent)
            if answer.status_code != 201:
                refused(answer)
                break
            added.append(f"P{number}")
        else:
            raise AssertionError("the disk did not fill")
    return added


def test_a_full_disk_refuses_what_it_cannot_keep_and_has_lost_nothing(disk):
    with running(*MODELS, "--store", str(disk.store), preexec_fn=disk.limit) as desk:
        desk.wait_until_ready()
        added = fill(desk)
        assert len(added) > 5
        refused(add(desk, "one more"))
        assert names(desk) == added, "what is there can still be read"
        assert desk.get("/v1/audit/verify").json()["intact"]
        assert desk.get("/readyz").status_code == 200
    refusal = facelatch("people", "add", "Ada", "--consent", "I agree." * 500, "--store", disk.store,
                        preexec_fn=disk.limit)
    assert refusal.returncode == UNAVAILABLE and "nothing was changed" in refusal.stderr, refusal
    if disk.is_mounted:
        assert mount("-o", f"remount,size={2 * DISK_BYTES}", disk.folder)
    with running(*MODELS, "--store", str(disk.store)) as desk:
        desk.wait_until_ready()
        assert names(desk) == added
        assert add(desk, "one more").status_code == 201
        assert desk.get("/v1/audit/verify").json()["intact"]


def test_a_read_only_disk_is_named_by_whoever_needs_to_write_there(disk):
    added = facelatch("people", "add", "Ada", "--consent", "Yes.", "--store", disk.store)
    assert added.returncode == 0, added
    disk.make_read_only()
    before = {file.name: file.read_bytes() for file in disk.store.iterdir()}
    for words in (("people", "add", "Bob", "--consent", "Yes."), ("serve", "--port", "0"), ("keys", "rotate")):
        refusal = facelatch(*words, "--store", disk.store, prefix=disk.prefix())
        assert refusal.returncode == UNAVAILABLE and "writ" in refusal.stderr, (words, refusal)
    assert before == {file.name: file.read_bytes() for file in disk.store.iterdir()}
