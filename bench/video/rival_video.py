# SPDX-License-Identifier: Apache-2.0
"""rival_video.py MODELS CLIP ROUNDS: how long UniFace's detector and embedder take for each sixth frame of a video, as
one JSON line. Our ArcFace weights take the place of its own, so that the arithmetic is the same."""

import json
import pathlib
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

import rival

EVERY = 6


def embed(analyse, path: str) -> tuple[int, int]:
    """The frames of the video, and the faces in each sixth."""
    import cv2

    video, frames, faces = cv2.VideoCapture(path), 0, 0
    while video.grab():
        if frames % EVERY == 0:
            faces += len(analyse(video.retrieve()[1]))
        frames += 1
    return frames, faces


def main() -> None:
    models, clip, rounds = pathlib.Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    with tempfile.TemporaryDirectory() as home:
        analyse = rival.uniface_on_pictures(models, pathlib.Path(home))
        embed(analyse, clip)  # warm
        for _ in range(rounds):
            start, used = time.perf_counter(), time.process_time()
            frames, faces = embed(analyse, clip)
            print(json.dumps({"seconds": time.perf_counter() - start, "used": time.process_time() - used,
                              "frames": frames, "faces": faces}), flush=True)
            sys.stdin.readline()  # our turn


if __name__ == "__main__":
    main()
