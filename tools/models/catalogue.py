# SPDX-License-Identifier: Apache-2.0
"""Reads models/catalogue.toml: which models exist, where they come from and what they must hash to."""

from __future__ import annotations

import dataclasses
import pathlib
import re
import tomllib

SCHEMA = 1
CONVERSIONS = ("", "python_literal", "mtcnn", "dequantise")
_PLAIN_NAME = re.compile(r"[a-z0-9][a-z0-9.-]*")
_SHA256 = re.compile(r"[0-9a-f]{64}")


class CatalogueError(Exception):
    """The catalogue cannot be read; the text is one sentence for the user."""


@dataclasses.dataclass(frozen=True)
class Package:
    """A published archive that holds model files."""

    registry: str  # "npm" or "pypi"
    name: str
    version: str
    archive_sha256: str
    licence: str


@dataclasses.dataclass(frozen=True)
class ModelFile:
    """One stored file of a model, and the member of a package it is made from."""

    part: str  # "" for a model of one file, else "pnet", "rnet" or "onet"
    name: str  # file name in the models folder
    package: str
    path: str  # member of the archive
    source_sha256: str  # of what `convert` starts from
    convert: str  # one of CONVERSIONS
    sha256: str  # of the stored file
    bytes: int  # of the stored file


@dataclasses.dataclass(frozen=True)
class Model:
    """A model as far as fetching needs it."""

    id: str
    has_free_batch: bool
    has_free_size: bool
    files: tuple[ModelFile, ...]


@dataclasses.dataclass(frozen=True)
class Catalogue:
    packages: dict[str, Package]
    models: tuple[Model, ...]


def default_path() -> pathlib.Path:
    """The catalogue of this source tree."""
    return pathlib.Path(__file__).resolve().parents[2] / "models" / "catalogue.toml"


def load(path: pathlib.Path) -> Catalogue:
    """Reads and checks the whole catalogue; raises CatalogueError with one sentence."""
    try:
        tree = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CatalogueError(f"{path} cannot be read: {error.strerror}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CatalogueError(f"{path} is not valid TOML: {error}.") from None
    try:
        return _parse(tree)
    except (KeyError, TypeError, ValueError) as error:
        raise CatalogueError(f"{path} breaks the catalogue's schema: {error}.") from None


def _parse(tree: dict) -> Catalogue:
    if tree["schema"] != SCHEMA:
        raise ValueError(f"schema {tree['schema']} is not {SCHEMA}")
    packages = {key: Package(**value) for key, value in tree["package"].items()}
    models = tuple(_parse_model(entry) for entry in tree["model"])
    for package in packages.values():
        if package.registry not in ("npm", "pypi"):
            raise ValueError(f"registry {package.registry!r} is unknown")
        _require(_SHA256, package.archive_sha256)
    names = [file.name for model in models for file in model.files]
    if len(set(names)) != len(names):
        raise ValueError("two files share a name")
    for model in models:
        for file in model.files:
            if file.package not in packages:
                raise ValueError(f"package {file.package!r} is not listed")
    return Catalogue(packages, models)


def _parse_model(entry: dict) -> Model:
    size = entry["input"]
    files = tuple(ModelFile(**file) for file in entry["file"])
    for file in files:
        _require(_PLAIN_NAME, file.name)
        _require(_SHA256, file.source_sha256)
        _require(_SHA256, file.sha256)
        if file.convert not in CONVERSIONS:
            raise ValueError(f"conversion {file.convert!r} is unknown")
    return Model(
        id=_require(_PLAIN_NAME, entry["id"]),
        has_free_batch=size["batch"] == 0,
        has_free_size=size["width"] == 0 and size["height"] == 0,
        files=files,
    )


def _require(pattern: re.Pattern, text: str) -> str:
    if not pattern.fullmatch(text):
        raise ValueError(f"{text!r} is malformed")
    return text
