# SPDX-License-Identifier: Apache-2.0
"""The models folder: where it is, what is in place, and how a file gets into it whole or not at all."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import pathlib
import tempfile
from collections.abc import Iterator, Mapping

from catalogue import ModelFile
from package_source import sha256_of


def models_folder(environment: Mapping[str, str]) -> pathlib.Path:
    """FACELATCH_MODELS, else `models` in the data folder, by the rule of src/base/paths.hpp."""
    if environment.get("FACELATCH_MODELS"):
        return pathlib.Path(environment["FACELATCH_MODELS"]).absolute()
    if os.path.isabs(environment.get("XDG_DATA_HOME", "")):
        data = pathlib.Path(environment["XDG_DATA_HOME"])
    elif os.path.isabs(environment.get("HOME", "")):
        data = pathlib.Path(environment["HOME"], ".local", "share")
    else:
        data = pathlib.Path(tempfile.gettempdir())
    return data / "facelatch" / "models"


def is_in_place(folder: pathlib.Path, file: ModelFile) -> bool:
    """True when the stored file has exactly the bytes that the catalogue names."""
    path = folder / file.name
    try:
        return path.stat().st_size == file.bytes and sha256_of(path) == file.sha256
    except OSError:
        return False


def write(folder: pathlib.Path, name: str, content: bytes) -> None:
    """Stores `content` readable by the owner only; readers see the old file or the new, never a part."""
    handle, part = tempfile.mkstemp(prefix=f".{name}.", dir=folder)  # mkstemp gives mode 0600
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(part, folder / name)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(part)
        raise


@contextlib.contextmanager
def locked(folder: pathlib.Path) -> Iterator[None]:
    """Makes the folder (mode 0700) where it is missing and holds off other fetches meanwhile."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(folder / ".lock", "w", encoding="ascii", opener=_open_private) as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def sha256_of_bytes(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _open_private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
