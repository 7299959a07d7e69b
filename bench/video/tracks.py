# SPDX-License-Identifier: Apache-2.0
"""How well people are followed through the clips of video_dev.

    bench/video/run tracks

For each clip: the tracks against the people who are in it (by eye), pairs of tracks that are of one person by their
embeddings, swaps within a track, and faces that a detector finds in the frames that were looked at, on its own, and that
are in no track. Prints the table of docs/video.md.
"""

import io

import av
import numpy as np

from service import DATA, server, vector

PEOPLE = {  # by eye; hamilton_cuts has a crowd behind its two
    "facenet_street_group_1080p.mp4": "8", "hamilton_cuts.mp4": "2 and others", "intel_asl_sister.mkv": "1",
    "liveportrait_d11.mp4": "1", "liveportrait_d12.mp4": "1", "liveportrait_d14.mp4": "1", "liveportrait_d19.mp4": "1",
    "liveportrait_d3.mp4": "1", "liveportrait_s18.mp4": "1", "noface_bottles.mp4": "0", "noface_plant_shaky.mp4": "0",
    "obama_short_stream.mp4": "1",
}
SAME = 0.40  # as the tracker's own
STRANGER = 0.13
LEAST_SIDE = 20  # pixels of a face that counts as lost
GOOD = 0.25  # quality of a face whose embedding can say who it is


def overlap(a: dict, b: dict) -> float:
    width = min(a["x"] + a["width"], b["x"] + b["width"]) - max(a["x"], b["x"])
    height = min(a["y"] + a["height"], b["y"] + b["height"]) - max(a["y"], b["y"])
    shared = max(0, width) * max(0, height)
    return shared / (a["width"] * a["height"] + b["width"] * b["height"] - shared)


def good_ones(track: dict) -> list[np.ndarray]:
    return [vector(frame["embedding"]) for frame in track["frames"]
            if "embedding" in frame and frame["quality"]["total"] >= GOOD]


def likeness(some: list[np.ndarray], others: list[np.ndarray]) -> float:
    """Cosine of the means."""
    a, b = sum(some), sum(others)
    return a @ b / np.linalg.norm(a) / np.linalg.norm(b)


def swaps(track: dict) -> int:
    """How often those before and those behind are two people, by up to four good frames each."""
    good = good_ones(track)
    count, last = 0, 0
    for i in range(1, len(good)):
        if likeness(good[max(last, i - 4):i], good[i:i + 4]) < STRANGER:
            count, last = count + 1, i
    return count


def lost(service, clip: bytes, told: dict) -> tuple[int, int]:
    """Of the faces that the detector finds in the looked-at frames how many are in no track, and how many there are."""
    boxes = {}
    for track in told["tracks"]:
        for frame in track["frames"]:
            boxes.setdefault(frame["frame"], []).append(frame["box"])
    found = missing = 0
    with av.open(io.BytesIO(clip)) as container:
        first, due = None, 0.0
        for index, frame in enumerate(container.decode(video=0)):
            first = frame.time if first is None else first
            if frame.time - first + 0.01 < due:
                continue
            due += 0.2
            picture = io.BytesIO()
            frame.to_image().save(picture, "JPEG", quality=95)
            for face in service.faces(picture.getvalue(), "/v1/detect"):
                box = face["box"]
                if min(box["width"], box["height"]) < LEAST_SIDE:
                    continue
                found += 1
                near = (other for at in (index - 1, index, index + 1) for other in boxes.get(at, []))
                missing += not any(overlap(box, other) >= 0.3 for other in near)
    return missing, found


def main() -> None:
    print("| clip | people | tracks | one person twice | swaps | faces in no track |")
    print("| --- | --- | --- | --- | --- | --- |")
    with server() as service:
        for name, people in PEOPLE.items():
            clip = (DATA / "video_dev" / name).read_bytes()
            # Embeddings of frames all over each track, also of those that would be refused.
            told = service.tracks(clip, choice="even", most=64)
            known = [good for track in told["tracks"] if (good := good_ones(track))]
            twice = sum(likeness(known[i], known[j]) >= SAME for i in range(len(known)) for j in range(i))
            missing, found = lost(service, clip, told)
            print(f"| {name} | {people} | {len(told['tracks'])} | {twice} | "
                  f"{sum(swaps(track) for track in told['tracks'])} | {missing} of {found} |", flush=True)


if __name__ == "__main__":
    main()
