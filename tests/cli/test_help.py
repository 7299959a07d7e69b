# SPDX-License-Identifier: Apache-2.0
"""Help, version, and what is said about wrong words."""

import pytest

from conftest import EXIT_CODES, PORTRAIT, run, succeed

COMMANDS = [
    ["serve"],
    ["detect"],
    ["align"],
    ["embed"],
    ["compare"],
    ["watch"],
    ["people"],
    ["enrol"],
    ["verify"],
    ["identify"],
    ["unlock"],
    ["unlock", "challenge"],
    ["unlock", "answer"],
    ["audit"],
    ["backup"],
    ["models"],
    ["models", "add"],
    ["eval", "verification"],
    ["eval", "detection"],
    ["eval", "liveness"],
    ["eval", "lock"],
    ["bench", "pipeline"],
    ["completion"],
    ["man"],
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_each_command_explains_itself_with_an_example(command):
    text = succeed(*command, "--help").out
    assert "Usage:" in text
    assert "Example" in text and f"facelatch {' '.join(command)}" in text
    assert "Example" not in run(*command, "-h").err


def test_the_program_lists_its_commands():
    text = succeed("--help").out
    for command in COMMANDS:
        assert command[0] in text
    assert "version" in text


def test_the_program_documents_its_exit_codes():
    text = succeed("--help").out
    assert "Exit codes:" in text and "   0  success" in text
    for name, code in EXIT_CODES.items():
        assert f"{code:>4}  {name}: " in text


def test_the_version_is_one_line():
    assert succeed("version").out.startswith("facelatch 0.")
    assert succeed("--version").out == succeed("version").out


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["fly"],
        ["detect"],
        ["detect", "--no-such-option", PORTRAIT],
        ["detect", "--min-score", "2", PORTRAIT],
        ["detect", "--side", "-1", PORTRAIT],
        ["detect", "--precision", "f16", PORTRAIT],
        ["compare", PORTRAIT],
        ["models"],
        ["models", "add", "x.onnx", "--role", "lamp", "--like", "arcface"],
        ["eval", "detection", "--images", "."],
        ["bench", "pipeline", "--images", ".", "--limit", "0"],
    ],
    ids=lambda words: " ".join(str(word) for word in words) or "nothing",
)
def test_wrong_words_are_explained_and_end_with_2(words):
    answer = run(*words)
    assert answer.code == 2
    assert answer.out == ""
    assert "--help" in answer.err
