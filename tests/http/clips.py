# SPDX-License-Identifier: Apache-2.0
"""Frames of real clips, answers to challenges made of them, and attacks.

No clip of the test data shows somebody who was asked for our challenges. What comes nearest: frames
of one clip, cut so that they show what was asked, mirrored where a turn to the other side is needed.
"""

import functools
import io
import pathlib
import random

import av
import PIL.Image
import PIL.ImageOps

from service import DATA

PICTURES_A_SECOND = 10


@functools.cache
def frames(name: str) -> list[PIL.Image.Image]:
    """Every frame of a clip of the test data."""
    with av.open(str(DATA / name)) as clip:
        return [frame.to_image() for frame in clip.decode(video=0)]


def jpeg(picture: PIL.Image.Image) -> bytes:
    stream = io.BytesIO()
    picture.convert("RGB").save(stream, "JPEG", quality=92)
    return stream.getvalue()


def write_clip(path: pathlib.Path, shots: list[PIL.Image.Image]) -> pathlib.Path:
    """The shots as motion JPEG."""
    with av.open(str(path), "w") as clip:
        stream = clip.add_stream("mjpeg", rate=PICTURES_A_SECOND, options={"q": "3"})
        (stream.width, stream.height), stream.pix_fmt = shots[0].size, "yuvj420p"
        for shot in shots:
            clip.mux(stream.encode(av.VideoFrame.from_image(shot)))
        clip.mux(stream.encode())
    return path


class Actor:
    """A person of a clip: which frames show what, a tenth of a second apart."""

    def __init__(self, clip: str, ahead: range, turn: range, blink: range):
        self.clip, self.ahead, self.turn, self.blink = clip, ahead, turn, blink

    def _take(self, part: range, mirrored: bool = False) -> list[PIL.Image.Image]:
        found = [frames(self.clip)[i] for i in part]
        return [PIL.ImageOps.mirror(frame) for frame in found] if mirrored else found

    def enrolment_shots(self) -> list[PIL.Image.Image]:
        return self._take(self.ahead)

    def enrolment(self) -> list[bytes]:
        return [jpeg(frame) for frame in self.enrolment_shots()]

    def act(self, actions: list[str]) -> list[PIL.Image.Image]:
        """Ahead, then each action and back."""
        shown = self._take(self.ahead)
        for action in actions:
            # The clip's own turn is to the person's left.
            part = self.blink if action == "blink" else self.turn
            shown += self._take(part, mirrored=action == "turn_right")
            shown += self._take(self.ahead)[:3]
        return shown


# By eye: the woman looks ahead with open eyes, turns to her left and back (shown twice as fast), and
# closes her eyes.
ACTOR = Actor(
    "video_dev/liveportrait_d3.mp4",
    ahead=range(189, 207, 3),
    turn=range(246, 294, 6),
    blink=range(54, 75, 3),
)


def moving_photo(photo: pathlib.Path, way: str, seconds: float = 3.0) -> list[PIL.Image.Image]:
    """A photo as somebody who holds it would film it: panned, zoomed, rotated, bent like a turned
    head, or all at once, with a hand's shake."""
    size = (640, 480)
    face = PIL.ImageOps.contain(PIL.Image.open(photo).convert("RGB"), (420, 420))
    shake = random.Random(1)
    shots = []
    count = int(seconds * PICTURES_A_SECOND)
    for i in range(count):
        phase = i / count
        swing = _swing(phase)
        zoom = 1 + (0.25 * swing if way in ("zoomed", "all") else 0)
        angle = 18 * swing if way in ("rotated", "all") else 0
        shift = 90 * swing if way in ("panned", "all") else 0
        shown = face.resize((int(face.width * zoom), int(face.height * zoom)))
        if way in ("bent", "all"):
            shown = _bent(shown, 0.35 * swing)
        shown = shown.rotate(angle, expand=True, fillcolor=(90, 80, 70))
        frame = PIL.Image.new("RGB", size, (90, 80, 70))
        at = (
            int((size[0] - shown.width) / 2 + shift + shake.uniform(-2, 2)),
            int((size[1] - shown.height) / 2 + shake.uniform(-2, 2)),
        )
        frame.paste(shown, at)
        shots.append(frame)
    return shots


def _swing(phase: float) -> float:
    """Left, middle, right, middle."""
    quarter = (phase * 4) % 4
    return quarter if quarter < 1 else 2 - quarter if quarter < 3 else quarter - 4


def _bent(picture: PIL.Image.Image, by: float) -> PIL.Image.Image:
    """In perspective, as a print that is turned about its upright axis."""
    width, height = picture.size
    inset = abs(by) * height / 2
    left, right = (inset, 0) if by > 0 else (0, inset)
    # Corners of the source that come to the corners of the frame: a wider side is farther away.
    corners = (0, -left, 0, height + left, width, height + right, width, -right)
    narrow = max(1, int(width * (1 - abs(by))))
    return picture.transform(picture.size, PIL.Image.Transform.QUAD, corners, PIL.Image.Resampling.BILINEAR).resize(
        (narrow, height)
    )


def refilmed(shots: list[PIL.Image.Image]) -> list[PIL.Image.Image]:
    """As a phone's screen shows them to another camera: smaller, in a dark frame, with a pattern of
    lines and less contrast."""
    lines = PIL.Image.new("L", (640, 480), 255)
    for y in range(0, 480, 3):
        lines.paste(200, (0, y, 640, y + 1))
    filmed = []
    for shot in shots:
        screen = PIL.ImageOps.contain(shot, (420, 420)).point(lambda value: 30 + value * 0.75)
        frame = PIL.Image.new("RGB", (640, 480), (60, 62, 66))
        left, top = (640 - screen.width) // 2, (480 - screen.height) // 2
        frame.paste((8, 8, 10), (left - 18, top - 30, left + screen.width + 18, top + screen.height + 30))
        frame.paste(screen, (left, top))
        dark = PIL.Image.new("RGB", frame.size, (20, 24, 34))
        filmed.append(PIL.Image.composite(frame, dark, lines))
    return filmed
