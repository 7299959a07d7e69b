# SPDX-License-Identifier: Apache-2.0
"""Downloads Swagger UI's npm package and takes the few files of it that a page needs.

Usage: fetch_swagger_ui.py VERSION SHA256 WORK FOLDER   (WORK is empty, FOLDER must not exist yet)
"""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "models"))

import npm_client  # noqa: E402
import package_source  # noqa: E402
from catalogue import Package  # noqa: E402

# The licences travel with the code that they are of.
MEMBERS = (
    "swagger-ui-bundle.js",
    "swagger-ui-bundle.js.LICENSE.txt",
    "swagger-ui.css",
    "LICENSE",
    "NOTICE",
)


def npm_command(work: pathlib.Path) -> list[str]:
    """npm as it is installed, or borrowed into `work`."""
    installed = npm_client.installed()
    if installed:
        return installed
    work.mkdir()
    return npm_client.unpack(package_source.download(npm_client.NODE, work, npm=[]), work)


def fetch(package: Package, work: pathlib.Path, folder: pathlib.Path) -> None:
    """Puts the members into `folder`, each once the archive's hash has been checked."""
    archive_folder = work / "archive"
    archive_folder.mkdir()
    archive = package_source.download(package, archive_folder, npm_command(work / "node"))
    folder.mkdir()
    for member in MEMBERS:
        (folder / member).write_bytes(package_source.read_member(archive, member))


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit("usage: fetch_swagger_ui.py VERSION SHA256 WORK FOLDER")
    wanted = Package("npm", "swagger-ui-dist", sys.argv[1], sys.argv[2], "Apache-2.0")
    try:
        fetch(wanted, pathlib.Path(sys.argv[3]), pathlib.Path(sys.argv[4]))
    except package_source.SourceError as error:
        sys.exit(f"facelatch: {error}")
