# SPDX-License-Identifier: Apache-2.0
"""Living faces, and the same on screens, as folders that `facelatch eval liveness` reads: what the
search for a screen's patterns says of them stands in docs/liveness.md."""

import argparse
import itertools
import os
import pathlib
import random

import av
import numpy
import PIL.Image
from scipy import ndimage

DATA = pathlib.Path(os.environ["FACELATCH_DATA"])
SUBPIXELS = 6  # of a screen's pixel, along each side
LONGEST = 1280  # pixels, as the server shrinks clips


def clip(path: pathlib.Path, fps: float, most: int):
    """Frames with their numbers."""
    with av.open(str(path)) as opened:
        last, count = -1.0, 0
        for frame in opened.decode(video=0):
            if frame.time is None or frame.time - last < 1 / fps:
                continue
            last, count = frame.time, count + 1
            if count > most:
                return
            shot = frame.to_image()
            shot.thumbnail((LONGEST, LONGEST))
            yield f"{path.stem}_{count:03}", shot


def living():
    """Pictures and frames of people who are there, by name; their pixels were never on a screen."""
    for path in sorted((DATA / "live_video_dev/real").iterdir()):
        yield from clip(path, 5, 60)
    for path in sorted((DATA / "video_dev").iterdir()):
        if path.suffix in (".mp4", ".mkv"):
            yield from clip(path, 3, 30)
    photos = random.Random(1).sample(sorted((DATA / "lfw_view1test/images").rglob("*.jpg")), 400)
    for folder, most in (("ver_celeb5", 100), ("ver_facerec", 60), ("det_facemask_dev", 60)):
        photos += itertools.islice(sorted((DATA / folder).rglob("*.[jp][pn]g")), most)
    for number, path in enumerate(photos + sorted((DATA / "live_still_dev/real").iterdir())):
        yield f"photo_{number:03}", PIL.Image.open(path).convert("RGB")


def screen_of(shot: PIL.Image.Image) -> numpy.ndarray:
    """Linear light of a screen that shows the picture: three stripes a pixel, a gap between rows."""
    light = (numpy.asarray(shot, numpy.float32) / 255) ** 2.2
    stripes = numpy.zeros((SUBPIXELS, SUBPIXELS, 3), numpy.float32)
    for channel in range(3):
        stripes[:5, 2 * channel:2 * channel + 2, channel] = 3 * 6 / 5
    return numpy.kron(light, numpy.ones((SUBPIXELS, SUBPIXELS, 1), numpy.float32)) * numpy.tile(
        stripes, (shot.height, shot.width, 1))


def filmed(shot: PIL.Image.Image, chance: numpy.random.Generator) -> PIL.Image.Image:
    """The screen as a second camera sees it: at some distance, a little turned, blurred, with noise."""
    pixels = chance.choice([0.8, 1.0, 1.2, 1.5, 1.9])  # of the camera, for one of the screen
    angle = numpy.deg2rad(chance.uniform(-3, 3))
    step = SUBPIXELS / pixels
    turn = step * numpy.array([[numpy.cos(angle), -numpy.sin(angle)], [numpy.sin(angle), numpy.cos(angle)]])
    screen = screen_of(shot)
    size = (min(int(screen.shape[0] / step), 720), min(int(screen.shape[1] / step), 960))
    begin = numpy.array(screen.shape[:2]) / 2 - turn @ (numpy.array(size) / 2)
    blur = step * 0.35 * (1 + chance.uniform(0, 1))
    seen = numpy.stack([ndimage.affine_transform(ndimage.gaussian_filter(screen[:, :, channel], blur), turn, begin,
                                                 output_shape=size, order=1, cval=0.01) for channel in range(3)], 2)
    seen = numpy.clip(0.03 + 0.85 * seen, 0, 1) ** (1 / 2.2)
    seen += chance.normal(0, chance.uniform(0.005, 0.02), seen.shape)
    return PIL.Image.fromarray((255 * numpy.clip(seen, 0, 1)).astype(numpy.uint8))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=pathlib.Path)
    folder = parser.parse_args().folder
    for part in ("living/real", "screens/fake"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    chance = numpy.random.default_rng(3)
    for number, (name, shot) in enumerate(living()):
        shot.save(folder / f"living/real/{name}.jpg", quality=95)
        if number % 8 == 0:
            shot.thumbnail((480, 480))
            filmed(shot, chance).save(folder / f"screens/fake/{name}.jpg", quality=int(chance.choice([80, 90, 95])))


if __name__ == "__main__":
    main()
