# SPDX-License-Identifier: Apache-2.0
import collections
import tomllib

import pytest

import catalogue

TEXT = catalogue.default_path().read_text(encoding="utf-8")
TREE = tomllib.loads(TEXT)


def test_the_shipped_catalogue_is_valid():
    listing = catalogue.load(catalogue.default_path())
    assert len({model.id for model in listing.models}) == len(listing.models) == 10
    assert all(package.licence for package in listing.packages.values())


def test_each_role_has_exactly_one_default():
    defaults = collections.Counter(model["role"] for model in TREE["model"] if model["default"])
    assert defaults == {role: 1 for role in {model["role"] for model in TREE["model"]}}


@pytest.mark.parametrize("model", TREE["model"], ids=lambda model: model["id"])
def test_every_model_says_how_it_is_fed(model):
    feed = model["input"]
    assert feed["layout"] in ("nchw", "nhwc")
    assert feed["channels"] in ("bgr", "rgb", "gray")
    assert len(feed["mean"]) == 3 and feed["scale"] > 0
    assert len(feed.get("deviation", [1, 1, 1])) == 3
    assert (model["role"] == "embedder") == ("output" in model)
    assert (model["role"] == "detector") == ("thresholds" in model)


def test_a_file_kept_as_published_has_one_hash():
    for model in TREE["model"]:
        for file in model["file"]:
            if file["convert"] in ("", "python_literal"):
                assert file["sha256"] == file["source_sha256"]


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("schema = 1", "schema = 2", "schema 2 is not 1"),
        ("schema = 1", "schema = ", "not valid TOML"),
        ('name = "arcface.onnx"', 'name = "../arcface.onnx"', "malformed"),
        ('name = "arcface.onnx"', 'name = "sface.onnx"', "share a name"),
        ('package = "expo"', 'package = "nowhere"', "not listed"),
        ('registry = "npm"', 'registry = "ftp"', "unknown"),
        ('convert = "mtcnn"', 'convert = "magic"', "unknown"),
        ("b7a7acab", "b7a7acaZ", "malformed"),
        ("bytes = 4884269\n", "", "schema"),
    ],
)
def test_refuses_a_broken_catalogue_in_one_sentence(tmp_path, old, new, complaint):
    assert old in TEXT
    path = tmp_path / "catalogue.toml"
    path.write_text(TEXT.replace(old, new), encoding="utf-8")
    with pytest.raises(catalogue.CatalogueError, match=complaint):
        catalogue.load(path)


def test_names_a_catalogue_that_is_not_there(tmp_path):
    with pytest.raises(catalogue.CatalogueError, match="cannot be read"):
        catalogue.load(tmp_path / "none.toml")
