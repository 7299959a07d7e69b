# SPDX-License-Identifier: Apache-2.0
"""The program as its users meet it: words in; text, JSON, files and an exit code out.

FACELATCH_BINARY names the program (default build/dev/bin/facelatch), FACELATCH_DATA the data
(default ../shared/data from the project's root), FACELATCH_MODELS the model files.
"""

import json
import os
import pathlib
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
DATA = pathlib.Path(os.environ.get("FACELATCH_DATA", ROOT.parent / "shared" / "data"))
BINARY = pathlib.Path(os.environ.get("FACELATCH_BINARY", ROOT / "build/dev/bin/facelatch"))
PORTRAIT = DATA / "awkward/gen/base.jpg"
GROUP = DATA / "ver_facerec/examples/two_people.jpg"
OBAMA = DATA / "ver_facerec/examples/obama-480p.jpg"
OBAMA_AGAIN = DATA / "ver_facerec/examples/obama-1080p.jpg"
BIDEN = DATA / "ver_facerec/examples/biden.jpg"

# The exit code of each error's name, as the man page documents them.
EXIT_CODES = {
    "invalid_argument": 2,
    "unsupported_format": 3,
    "too_large": 4,
    "no_face": 5,
    "many_faces": 6,
    "not_found": 9,
    "already_exists": 10,
    "rate_limited": 13,
    "unavailable": 16,
    "corrupt": 17,
}


class Answer:
    """What one call of the program gave."""

    def __init__(self, done: subprocess.CompletedProcess):
        self.code, self.out, self.err = done.returncode, done.stdout, done.stderr
        # A crash is a negative code, or one above those of our errors.
        assert 0 <= self.code <= 18, self

    @property
    def lines(self) -> list[dict]:
        """Its JSON, one object a line."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def json(self) -> dict:
        (only,) = self.lines
        return only

    def __repr__(self):
        return f"exit code {self.code}\n{self.out[:2000]}\n{self.err[:2000]}"


def run(*words, models=None, home=None, folder=None) -> Answer:
    """Calls the program; `models` and `home` stand in for the user's own folders."""
    environment = dict(os.environ)
    if models:
        environment["FACELATCH_MODELS"] = str(models)
    if home:
        environment["HOME"] = str(home)
    words = [str(word) for word in (BINARY, *words)]
    done = subprocess.run(
        words, capture_output=True, text=True, timeout=120, cwd=folder, env=environment, check=False
    )
    return Answer(done)


def succeed(*words, **keywords) -> Answer:
    answer = run(*words, **keywords)
    assert answer.code == 0, answer
    return answer


def fail(code: str, *words, **keywords) -> str:
    """Calls the program, which must fail with `code`; returns the sentence that it gave."""
    answer = run(*words, **keywords)
    assert answer.code == EXIT_CODES[code], answer
    assert answer.out == "", answer
    (line,) = answer.err.splitlines()
    assert line.startswith("facelatch: ") and line.endswith("."), line
    return line


def models_folder() -> pathlib.Path:
    home = pathlib.Path(os.environ.get("XDG_DATA_HOME", pathlib.Path.home() / ".local/share"))
    return pathlib.Path(os.environ.get("FACELATCH_MODELS", home / "facelatch" / "models"))


@pytest.fixture
def models(tmp_path) -> pathlib.Path:
    """A models folder of its own, whose files may be harmed: links to the real ones."""
    folder = tmp_path / "models"
    folder.mkdir()
    for file in models_folder().glob("*.*"):
        if file.suffix in (".onnx", ".tflite") and not file.name.startswith("own-"):
            (folder / file.name).symlink_to(file)
    return folder


def cosine(a: list[float], b: list[float]) -> float:
    """Of two vectors of unit length."""
    return sum(x * y for x, y in zip(a, b, strict=True))


def embedding(file, *options, **keywords) -> list[float]:
    """Of the largest face."""
    (face,) = succeed("embed", "--json", "--largest", *options, file, **keywords).json["faces"]
    return face["embedding"]
