# SPDX-License-Identifier: Apache-2.0
"""Unpacks Node and its npm below a folder, once, and prints the command of npm, one word a line.

Usage: borrow_node.py FOLDER
"""

import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "models"))

import npm_client  # noqa: E402
import package_source  # noqa: E402


def borrow(folder: pathlib.Path) -> list[str]:
    """The command of npm; its first word is Node."""
    target = folder / f"node-{npm_client.NODE.version}"
    if not target.exists():
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".work-") as work:
            download = pathlib.Path(work) / "download"
            download.mkdir()
            wheel = package_source.download(npm_client.NODE, download, npm=[])
            npm_client.unpack(wheel, pathlib.Path(work) / "tree")
            (pathlib.Path(work) / "tree").rename(target)
    return npm_client.command(target)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: borrow_node.py FOLDER")
    try:
        print("\n".join(borrow(pathlib.Path(sys.argv[1]))))
    except package_source.SourceError as error:
        sys.exit(f"facelatch: {error}")
