# SPDX-License-Identifier: Apache-2.0
"""Completion in each shell, asked of the shell itself, and the manual page."""

import os
import subprocess

import pytest

from conftest import BINARY, EXIT_CODES, succeed

DETECTORS = {"retinaface", "mtcnn", "yunet"}


def shell(*words) -> str:
    """Runs a shell that finds our program first and has no settings of the user's."""
    environment = dict(os.environ, PATH=f"{BINARY.parent}:{os.environ['PATH']}", TERM="dumb")
    done = subprocess.run(
        words, capture_output=True, text=True, env=environment, timeout=60, check=False
    )
    assert done.returncode == 0, done
    return done.stdout


@pytest.fixture(scope="module")
def scripts(tmp_path_factory):
    folder = tmp_path_factory.mktemp("completion")
    for name in ("bash", "zsh", "fish"):
        (folder / name).write_text(succeed("completion", name).out)
    return folder


def in_bash(script, *words) -> set[str]:
    ask = f"""
        source {script}
        compopt() {{ :; }}  # Works only while the shell itself asks.
        COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _facelatch
        printf '%s\\n' "${{COMPREPLY[@]}}"
    """
    return set(shell("bash", "--norc", "-c", ask, "bash", "facelatch", *words).split())


def in_fish(script, *words) -> set[str]:
    line = " ".join(("facelatch", *words))
    told = shell("fish", "--no-config", "-c", f"source {script}; complete -C '{line}'")
    return {each.split("\t")[0] for each in told.splitlines()}


def in_zsh(script, *words) -> set[str]:
    """Types the words and a tab into an interactive zsh, and reads what it offers. Three times: to one
    who types on before it has listed anything, as happens on a busy machine, zsh lists nothing."""
    line = " ".join(("facelatch", *words))
    ask = f"""
        zmodload zsh/zpty
        zpty asked zsh -f -i
        zpty -w asked "PS1=; autoload -Uz compinit; compinit -D -u; source {script}"
        zpty -w asked "zstyle ':completion:*' list-prompt ''; zstyle ':completion:*' menu no"
        zpty -w asked "LISTMAX=999; unsetopt auto_menu zle_bracketed_paste; bindkey '^I' list-choices"
        zpty -w asked "print rea''dy"
        zpty -r asked found '*ready*'
        zpty -w -n asked {line!r}$'\\t'
        zpty -w asked $'\\x15print e''nd'
        zpty -r asked found '*end*'
        print -r -- $found
    """
    return {word for _ in range(3) for word in shell("zsh", "-f", "-c", ask).replace("\r", " ").split()}


@pytest.mark.parametrize("ask", [in_bash, in_zsh, in_fish])
def test_commands_options_and_values_are_offered(ask, scripts):
    script = scripts / ask.__name__.removeprefix("in_")
    assert {"detect", "compare", "models", "completion"} <= ask(script, "")
    assert {"list", "fetch", "verify", "add"} <= ask(script, "models", "")
    offered = ask(script, "detect", "--")
    assert {"--detector", "--json", "--draw"} <= offered and "--far" not in offered
    assert {"--far", "--model"} <= ask(script, "compare", "--")
    assert {"fastest", "f32"} <= ask(script, "detect", "--precision", "")
    assert {"embedder", "detector"} <= ask(script, "models", "add", "--role", "")
    assert {"bash", "zsh", "fish"} <= ask(script, "completion", "")


@pytest.mark.parametrize("ask", [in_bash, in_zsh, in_fish])
def test_detectors_are_those_that_the_program_knows(ask, scripts):
    script = scripts / ask.__name__.removeprefix("in_")
    offered = ask(script, "detect", "--detector", "")
    assert DETECTORS <= offered and "arcface" not in offered
    assert {"arcface", "sface"} <= ask(script, "embed", "--model", "")


def test_the_manual_is_sound_and_tells_what_the_help_tells():
    page = succeed("man").out
    done = subprocess.run(
        ["groff", "-man", "-ww", "-K", "utf8", "-T", "utf8", "-P", "-cbou"],
        input=page,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    for words in ("facelatch models add", "EXIT STATUS", "FACELATCH_MODELS", "--any-rotation"):
        assert words in done.stdout
    for name, code in EXIT_CODES.items():
        assert f"{code:>4}  {name}: " in done.stdout
