#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks that each folder of src/ includes only the folders below it.

    tools/check_layers.py

The table is the architecture: a folder may use those named behind it, and nothing else of ours.
"""
import pathlib
import re
import sys

LAYERS = {
    "base": [],
    "testing": ["base"],
    "sandbox": ["base"],
    "imaging": ["base", "sandbox"],
    "video": ["base", "sandbox", "imaging"],
    "inference": ["base"],
    "models": ["base", "inference"],
    "vision": ["base", "imaging", "inference", "models"],
    "similarity": ["base"],
    "http": ["base"],
    "access": ["base", "crypto", "http"],
    "telemetry": ["base", "http"],
    "embedding": ["base", "imaging", "inference", "models", "vision", "similarity"],
    "quality": ["base", "imaging", "inference", "models", "vision", "embedding"],
    "pipeline": [
        "base", "imaging", "inference", "models", "vision", "similarity", "embedding", "quality",
    ],
    "tracking": [
        "base", "imaging", "video", "inference", "models", "vision", "similarity", "embedding",
        "quality", "pipeline", "liveness",
    ],
    "liveness": [
        "base", "imaging", "video", "inference", "models", "vision", "similarity", "embedding",
        "quality", "pipeline",
    ],
    "crypto": ["base"],
    "gallery": ["base"],
    "store": ["base", "crypto"],
    "recognition": [
        "base", "imaging", "video", "inference", "models", "vision", "similarity", "embedding",
        "quality", "pipeline", "tracking", "crypto", "gallery", "store",
    ],
    "unlock": [
        "base", "imaging", "video", "inference", "models", "vision", "similarity", "embedding",
        "quality", "pipeline", "tracking", "liveness", "crypto", "gallery", "store", "recognition",
    ],
    "api": [
        "base", "imaging", "inference", "models", "vision", "similarity", "embedding", "quality",
        "pipeline", "crypto", "gallery", "store", "recognition", "http", "access", "video", "tracking",
        "liveness", "unlock",
    ],
    "evaluation": [
        "base", "imaging", "inference", "models", "vision", "similarity", "embedding", "quality",
        "pipeline",
    ],
    "trials": [
        "base", "imaging", "video", "inference", "models", "vision", "similarity", "embedding",
        "quality", "pipeline", "tracking", "liveness", "crypto", "gallery", "store", "recognition",
        "evaluation",
    ],
}
INCLUDE = re.compile(r'^\s*#include "(?P<folder>\w+)/')


def faults(source: pathlib.Path):
    for path in sorted(source.glob("*/**/*")):
        if path.suffix not in (".hpp", ".cpp"):
            continue
        folder = path.relative_to(source).parts[0]
        if folder not in LAYERS:
            yield f"{path}: the folder {folder} has no line in the table"
            continue
        allowed = {folder, *LAYERS[folder]}
        if path.stem.endswith(("_test", "_bench", "_fuzz")) or path.stem.startswith("test_"):
            allowed.add("testing")
        for number, line in enumerate(path.read_text().splitlines(), 1):
            match = INCLUDE.match(line)
            if match and match["folder"] in LAYERS and match["folder"] not in allowed:
                yield f"{path}:{number}: {folder} may not include {match['folder']}"


def main() -> int:
    found = list(faults(pathlib.Path(__file__).resolve().parent.parent / "src"))
    print("\n".join(found) or "layers: clean")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
