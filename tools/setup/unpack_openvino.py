# SPDX-License-Identifier: Apache-2.0
"""Unpacks the C++ part of an OpenVINO wheel: headers, CMake package, CPU libraries, licences.

Usage: unpack_openvino.py WHEEL FOLDER   (FOLDER must not exist yet)

The GPU and NPU plugins and their kernel cache (60 MB) and the Python modules stay out: facelatch
computes on the CPU, and OpenVINO loads plugins only by name.
"""

import pathlib
import sys
import zipfile

WANTED_PREFIXES = ("openvino/cmake/", "openvino/include/", "openvino/libs/")
UNWANTED_NAMES = {
    "libopenvino_intel_gpu_plugin.so",
    "libopenvino_intel_npu_plugin.so",
    "cache.json",
}


def is_wanted(name: str) -> bool:
    """True for members of the C++ part and for the licences that must travel with it."""
    path = pathlib.PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or name.endswith("/"):
        return False
    if path.name in UNWANTED_NAMES:
        return False
    return name.startswith(WANTED_PREFIXES) or "/licenses/" in name


def unpack(wheel: pathlib.Path, folder: pathlib.Path) -> None:
    """Extracts the wanted members; fails if the wheel has no CMake package."""
    folder.mkdir(parents=True)
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder, [name for name in archive.namelist() if is_wanted(name)])
    if not (folder / "openvino/cmake/OpenVINOConfig.cmake").is_file():
        raise FileNotFoundError("the wheel holds no CMake package")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: unpack_openvino.py WHEEL FOLDER")
    unpack(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
