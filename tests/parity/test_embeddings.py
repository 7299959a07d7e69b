# SPDX-License-Identifier: Apache-2.0
"""Our embeddings against the publishers' own way of making them: from the same crop, and from the
same file with nothing of ours on the way."""

import json
import subprocess

import cv2
import numpy
import pytest

from alignment import aligned
from conftest import BINARY, DATA
from embedders import REFERENCES, cosine
from matching import intersection_over_union
from references import retinaface_reference

LEAST_IN_F32 = 0.9999
LEAST_IN_BF16 = 0.998
LEAST_FROM_FILE = 0.99
FILES = [
    *sorted(DATA.glob("ver_facerec/examples/*.jpg")),
    *sorted(DATA.glob("det_groups_dev/images/*.jpg"))[:6],
    *sorted(DATA.glob("lfw_view1test/images/*/*.jpg"))[::60][:10],
]


def _answers(*words) -> list[dict]:
    output = subprocess.run(
        [BINARY, *words, "--json", *FILES], check=True, stdout=subprocess.PIPE, text=True
    ).stdout
    return [json.loads(line) for line in output.splitlines()]


def _embeddings(answer: dict) -> list[list[float]]:
    return [face["embedding"] for face in answer["faces"]]


@pytest.fixture(scope="module", params=[("f32", LEAST_IN_F32), ("fastest", LEAST_IN_BF16)])
def crops(tmp_path_factory, request) -> tuple[str, float, list[list[numpy.ndarray]]]:
    """A precision, the cosine that it must reach, and what `align` gives in it for each face of each
    file, in BGR: the detectors' boxes depend on it too."""
    precision, least = request.param
    folder = tmp_path_factory.mktemp("crops")
    result = []
    answers = _answers("align", "--out", folder, "--precision", precision)
    for file, answer in zip(FILES, answers, strict=True):
        names = [folder / f"{file.name}-{i}.png" for i in range(len(answer["faces"]))]
        result.append([cv2.imread(str(name)) for name in names])
    return precision, least, result


@pytest.mark.parametrize("model", REFERENCES)
def test_the_same_crop_gives_the_same_embedding(model, crops, models_folder):
    precision, least, pictures_of_files = crops
    embed = REFERENCES[model](models_folder)
    answers = _answers("embed", "--model", model, "--precision", precision)
    found = []
    for answer, pictures in zip(answers, pictures_of_files, strict=True):
        for values, crop in zip(_embeddings(answer), pictures, strict=True):
            found.append(cosine(values, embed(crop)))
    print(f"{model} in {precision}: {len(found)} faces, cosine at least {min(found):.7f}")
    assert len(found) > 40
    assert min(found) >= least


@pytest.fixture(scope="module")
def reference_faces(models_folder) -> list[tuple[numpy.ndarray, list]]:
    """Pixels and RetinaFace's own faces of each file."""
    pixels = {str(file): cv2.imread(str(file)) for file in FILES}
    faces = retinaface_reference(pixels, 0.8, models_folder)
    return [(pixels[str(file)], faces[str(file)]) for file in FILES]


def _nearest(answer: dict, face) -> dict | None:
    """Our face that is `face`."""

    def overlap(ours):
        box = ours["box"]
        edges = (box["x"], box["y"], box["width"], box["height"])
        return intersection_over_union(type(face)(edges, 0, ()), face)

    best = max(answer["faces"], key=overlap, default=None)
    return best if best and overlap(best) > 0.5 else None


@pytest.mark.parametrize("model", REFERENCES)
def test_from_the_file_to_the_embedding_nothing_is_lost(model, reference_faces, models_folder):
    embed = REFERENCES[model](models_folder)
    answers = _answers("embed", "--model", model, "--side", "0", "--precision", "f32")
    found = {}
    for file, answer, (pixels, faces) in zip(FILES, answers, reference_faces, strict=True):
        for face in faces:
            ours = _nearest(answer, face)
            assert ours, f"{file}: no face of ours at {face.box}"
            theirs = embed(aligned(pixels, face.landmarks))
            found[f"{file.name} {face.box}"] = cosine(ours["embedding"], theirs)
    worst = min(found, key=found.get)
    print(f"{model} from the file: {len(found)} faces, cosine at least {found[worst]:.5f} ({worst})")
    assert len(found) > 40
    assert found[worst] >= LEAST_FROM_FILE
