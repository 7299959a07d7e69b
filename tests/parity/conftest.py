# SPDX-License-Identifier: Apache-2.0
"""Forty pictures of the shared data, as both sides see them, and the command line under test.

FACELATCH_BINARY names the program (default build/dev/bin/facelatch), FACELATCH_DATA the data
(default ../shared/data from the project's root), FACELATCH_MODELS the model files.
"""

import json
import os
import pathlib
import subprocess

import cv2
import pytest

from matching import Face

ROOT = pathlib.Path(__file__).resolve().parents[2]
DATA = pathlib.Path(os.environ.get("FACELATCH_DATA", ROOT.parent / "shared" / "data"))
BINARY = pathlib.Path(os.environ.get("FACELATCH_BINARY", ROOT / "build/dev/bin/facelatch"))
LONGEST_SIDE = 1100  # pixels; the references need seconds for larger pictures

# How many pictures of each set: portraits, groups, crowds, masks, small and large faces.
SETS = {
    "det_groups_dev/images/*.jpg": 10,
    "det_dlib/*.jpg": 8,
    "det_facemask_dev/images/*.jpg": 11,
    "lfw_view1test/images/**/*.jpg": 6,
    "ver_facerec/**/*.jpg": 5,
}


def _choose(pattern: str, count: int) -> list[pathlib.Path]:
    """`count` pictures of a set, evenly spread over its sorted names."""
    fitting = []
    for path in sorted(DATA.glob(pattern)):
        size = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE).shape
        if max(size) <= LONGEST_SIDE:
            fitting.append(path)
        if len(fitting) == 4 * count:
            break
    assert len(fitting) >= count, f"{DATA / pattern} has too few pictures"
    return fitting[:: len(fitting) // count][:count]


@pytest.fixture(scope="session")
def pictures(tmp_path_factory) -> dict[str, "cv2.typing.MatLike"]:
    """BGR pixels by the path of a PNG that holds exactly them: decoders of JPEG may differ."""
    folder = tmp_path_factory.mktemp("pictures")
    result = {}
    for pattern, count in SETS.items():
        for path in _choose(pattern, count):
            pixels = cv2.imread(str(path))
            png = folder / f"{len(result):02}-{path.stem}.png"
            assert cv2.imwrite(str(png), pixels)
            result[str(png)] = pixels
    assert len(result) == 40
    return result


@pytest.fixture(scope="session")
def detect(pictures):
    """detect(detector, min_score): our faces of every picture, by its path."""

    def run(detector: str, min_score: float) -> dict[str, list[Face]]:
        command = [BINARY, "detect", "--json", "--detector", detector, "--side", "0"]
        # The references compute in f32; what bf16 changes is in docs/detection.md.
        command += ["--precision", "f32", "--min-score", str(min_score), *pictures]
        output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
        answers = [json.loads(line) for line in output.splitlines()]
        faces = {answer["file"]: [_face(face) for face in answer["faces"]] for answer in answers}
        assert faces.keys() == pictures.keys()
        return faces

    return run


def _face(value: dict) -> Face:
    box = value["box"]
    return Face(
        (box["x"], box["y"], box["width"], box["height"]),
        value["score"],
        tuple(tuple(point) for point in value["landmarks"]),
    )


@pytest.fixture(scope="session")
def models_folder() -> pathlib.Path:
    home = pathlib.Path(os.environ.get("XDG_DATA_HOME", pathlib.Path.home() / ".local/share"))
    return pathlib.Path(os.environ.get("FACELATCH_MODELS", home / "facelatch" / "models"))
