# SPDX-License-Identifier: Apache-2.0
"""What Chromium shows in the place of a camera: clips as Motion JPEG, made on the fly.

Chromium plays a file again and again, so each goes forth and back: there is no jump in it.
"""

import pathlib

from clips import ACTOR, frames, jpeg


def _ada():
    return frames(ACTOR.clip)[185:300]


SHOWS = {
    "ada": _ada,
    "stranger": lambda: frames("video_dev/liveportrait_d12.mp4")[:90],
    "nobody": lambda: frames("video_dev/noface_plant_shaky.mp4"),
}


def write_show(name: str, file: pathlib.Path) -> pathlib.Path:
    shown = SHOWS[name]()
    file.write_bytes(b"".join(jpeg(frame) for frame in [*shown, *reversed(shown)]))
    return file
