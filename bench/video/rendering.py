# SPDX-License-Identifier: Apache-2.0
"""Clips rendered from photographs: a face that moves, turns, comes near, is blurred, darkened, covered and badly
compressed at times, as cameras at doors see it. The same seed gives the same clip."""

import io

import av
import numpy as np
import PIL.Image
import PIL.ImageFilter

SIZE = (640, 480)
FPS = 10
SECONDS = 4


def wander(random: np.random.Generator, count: int, period: float) -> np.ndarray:
    """A smooth random course between 0 and 1 that changes about every `period` frames."""
    knots = random.random(int(count / period) + 3)
    return np.interp(np.arange(count), np.arange(len(knots)) * period, knots)


def spells(random: np.random.Generator, count: int, share: float, length: float) -> np.ndarray:
    """For each frame how bad it is, 0 to 1: bad spells that fill about `share` of the time."""
    course = wander(random, count, length)
    limit = np.quantile(course, 1 - share)
    return np.clip((course - limit) / max(1e-6, course.max() - limit), 0, 1)


def motion_blur(picture: np.ndarray, length: float, angle: float) -> np.ndarray:
    steps = int(length)
    if steps < 2:
        return picture
    offsets = np.linspace(-length / 2, length / 2, steps)
    moved = [np.roll(picture, (round(o * np.sin(angle)), round(o * np.cos(angle))), (0, 1)) for o in offsets]
    return np.mean(moved, axis=0)


def render(photograph: bytes, seed: int) -> bytes:
    """An MP4 of H.264 in which the photograph's person is to be seen for four seconds."""
    random = np.random.default_rng(seed)
    photo = PIL.Image.open(io.BytesIO(photograph)).convert("RGB")
    count = FPS * SECONDS
    scale = 0.5 + 1.3 * wander(random, count, 16)
    left, top = wander(random, count, 10), wander(random, count, 14)
    roll = 50 * (wander(random, count, 12) - 0.5)
    squeeze = 1 - 0.35 * spells(random, count, 0.4, 6)  # A turned head is narrower.
    focus = 6 * spells(random, count, 0.35, 5)
    shake = 30 * spells(random, count, 0.35, 4)
    light = 1 - 0.93 * spells(random, count, 0.35, 6)
    cover = spells(random, count, 0.15, 3)
    angles = np.pi * wander(random, count, 4)
    quality = int(random.integers(24, 40))  # x264's constant rate factor
    background = photo.resize(SIZE).filter(PIL.ImageFilter.GaussianBlur(25))

    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=FPS, options={"crf": str(quality), "preset": "veryfast"})
        stream.width, stream.height, stream.pix_fmt = *SIZE, "yuv420p"
        for i in range(count):
            frame = background.copy()
            head = photo.resize((round(photo.width * scale[i] * squeeze[i]), round(photo.height * scale[i])))
            head = head.rotate(roll[i], PIL.Image.Resampling.BILINEAR, expand=False)
            mask = PIL.Image.new("L", photo.size, 255).resize(head.size).rotate(roll[i])
            room = SIZE[0] - head.width, SIZE[1] - head.height
            frame.paste(head, (round(room[0] * left[i]), round(room[1] * top[i])), mask)
            if cover[i] > 0:  # Something dark before the lower part of the face.
                y = round(room[1] * top[i] + head.height * (0.8 - 0.3 * cover[i]))
                frame.paste((40, 40, 45), (0, y, SIZE[0], y + head.height // 3))
            if focus[i] > 0.3:
                frame = frame.filter(PIL.ImageFilter.GaussianBlur(float(focus[i] * scale[i])))
            pixels = motion_blur(np.asarray(frame, np.float32), shake[i], angles[i]) * light[i]
            pixels += random.normal(0, 2 + 6 * (1 - light[i]), pixels.shape[:2])[..., None]  # noise of the sensor
            picture = av.VideoFrame.from_ndarray(np.clip(pixels, 0, 255).astype(np.uint8), "rgb24")
            container.mux(stream.encode(picture))
        container.mux(stream.encode())
    return file.getvalue()
