# SPDX-License-Identifier: Apache-2.0
"""The progress bar: on a terminal only, and never between the answers."""

import os
import pty
import subprocess

from conftest import BINARY, BIDEN, DATA, OBAMA, run


def shown_by(answers, *words) -> bytes:
    """What the program shows on a terminal; its answers go to a file."""
    terminal, ours = pty.openpty()
    with answers.open("w") as out:
        subprocess.run([BINARY, *words], stdout=out, stderr=ours, timeout=60, check=True)
    os.close(ours)
    shown = b""
    try:
        while chunk := os.read(terminal, 4096):
            shown += chunk
    except OSError:  # Linux ends a closed pseudo-terminal that way.
        pass
    os.close(terminal)
    return shown


def test_a_terminal_shows_progress_and_the_answers_stay_clean(tmp_path):
    answers = tmp_path / "answers"
    shown = shown_by(answers, "detect", "--json", OBAMA, BIDEN)
    assert b"1/2" in shown and b"2/2" in shown and shown.endswith(b"\n")
    assert len(answers.read_text().splitlines()) == 2


def test_a_video_s_bar_grows_and_goes(tmp_path):
    shown = shown_by(tmp_path / "answers", "video", "--json", DATA / "video_dev/liveportrait_d19.mp4")
    assert b"[####" in shown and b" frames" in shown
    assert shown.endswith(b"\r\x1b[K")


def test_without_a_terminal_there_is_none():
    assert run("detect", "--json", OBAMA, BIDEN).err == ""
