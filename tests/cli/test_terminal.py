# SPDX-License-Identifier: Apache-2.0
"""The progress bar: on a terminal only, and never between the answers."""

import os
import pty
import subprocess

from conftest import BINARY, BIDEN, OBAMA, run


def test_a_terminal_shows_progress_and_the_answers_stay_clean(tmp_path):
    terminal, ours = pty.openpty()
    answers = tmp_path / "answers"
    with answers.open("w") as out:
        subprocess.run(
            [BINARY, "detect", "--json", OBAMA, BIDEN], stdout=out, stderr=ours, timeout=60, check=True
        )
    os.close(ours)
    shown = b""
    try:
        while chunk := os.read(terminal, 4096):
            shown += chunk
    except OSError:  # Linux ends a closed pseudo-terminal that way.
        pass
    os.close(terminal)
    assert b"1/2" in shown and b"2/2" in shown and shown.endswith(b"\n")
    assert len(answers.read_text().splitlines()) == 2


def test_without_a_terminal_there_is_none():
    assert run("detect", "--json", OBAMA, BIDEN).err == ""
