# SPDX-License-Identifier: Apache-2.0
"""Whether the choice of frames is any good: clips of people are compared with other photographs of the same and of
different people, once by the frames that were chosen and once by evenly spaced ones, as many of each.

    bench/video/run choice [PEOPLE]

Clips are rendered from one photograph of each person (rendering.py) and compared with another one. Prints the table of
docs/video.md, with 95 % intervals from resampling the people 1,000 times.
"""

import concurrent.futures
import hashlib
import pathlib
import sys

import numpy as np

import rendering
from service import DATA, main_embedding, server, vector

COUNTS = (1, 4, 8)
RULES = ("even", "best")
RESAMPLINGS = 1000
FALSE_ACCEPTS = 0.01


def people(count: int) -> list[tuple[bytes, bytes]]:
    """Of so many people the photograph that becomes a clip, and another one."""
    folder = DATA / "lfw_view1test"
    found = {}
    for line in (folder / "pairsDevTest.txt").read_text().splitlines():
        words = line.split("\t")
        if len(words) == 3 and words[0] not in found:
            found[words[0]] = [(folder / f"images/{words[0]}/{words[0]}_{int(number):04}.jpg").read_bytes()
                               for number in words[1:]]
    return list(found.values())[:count]


def clip_of(photograph: bytes, seed: int) -> bytes:
    """Rendered once: build/bench/video-clips keeps it."""
    kept = pathlib.Path("build/bench/video-clips") / f"{hashlib.sha256(photograph).hexdigest()[:16]}-{seed}.mp4"
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(rendering.render(photograph, seed))
    return kept.read_bytes()


def figures(scores: np.ndarray) -> dict[str, float]:
    """Of a square of cosines, clips by photographs, with the same people in the diagonal."""
    same = np.diag(scores)
    different = scores[~np.eye(len(scores), dtype=bool)]
    thresholds = np.sort(different)
    accepted = 1 - np.searchsorted(np.sort(same), thresholds) / len(same)
    wrongly = 1 - np.arange(len(thresholds)) / len(thresholds)
    crossing = np.argmin(np.abs(wrongly - (1 - accepted)))
    return {
        "d'": (same.mean() - different.mean()) / np.sqrt((same.var() + different.var()) / 2),
        "EER": (wrongly[crossing] + 1 - accepted[crossing]) / 2,
        "TAR at FAR 1 %": (same > np.quantile(different, 1 - FALSE_ACCEPTS)).mean(),
        "mean cosine, same": same.mean(),
    }


def resampled(scores: dict[tuple, np.ndarray]) -> list[dict]:
    """The figures of each resampling of the people; of different people only, or a person would meet themselves."""
    random = np.random.default_rng(1)
    count = len(next(iter(scores.values())))
    found = []
    for _ in range(RESAMPLINGS):
        chosen = random.integers(0, count, count)
        twice = (chosen[:, None] == chosen[None, :]) & ~np.eye(count, dtype=bool)
        found.append({key: figures_without(square[np.ix_(chosen, chosen)], twice) for key, square in scores.items()})
    return found


def figures_without(scores: np.ndarray, left_out: np.ndarray) -> dict[str, float]:
    scores = scores.copy()
    stand_ins = scores[~left_out & ~np.eye(len(scores), dtype=bool)]
    scores[left_out] = np.random.default_rng(2).choice(stand_ins, left_out.sum())
    return figures(scores)


def interval(values) -> str:
    low, high = np.quantile(list(values), (0.025, 0.975))
    return f"{low:.3f} to {high:.3f}"


def main() -> None:
    pairs = people(int(sys.argv[1]) if len(sys.argv) > 1 else 150)
    with concurrent.futures.ProcessPoolExecutor() as pool:
        clips = list(pool.map(clip_of, [clip for clip, _ in pairs], range(len(pairs)), chunksize=4))
    scores, lost = {}, {}
    with server() as service:
        photographs = np.array([vector(service.faces(photo, faces="central", encoding="base64")[0]["embedding"])
                                for _, photo in pairs])
        for rule in RULES:
            for most in COUNTS:
                found = [main_embedding(service.tracks(clip, choice=rule, most=most, frames="chosen"))
                         for clip in clips]
                # Who is not found resembles nobody.
                vectors = np.array([np.zeros(photographs.shape[1]) if one is None else one for one in found])
                scores[rule, most] = vectors @ photographs.T
                lost[rule, most] = sum(one is None for one in found)
    report(scores, lost)


def report(scores: dict, lost: dict) -> None:
    count = len(next(iter(scores.values())))
    print(f"{count} clips with {count} photographs of the same and {count * (count - 1)} of different people\n")
    again = resampled(scores)
    names = list(figures(next(iter(scores.values()))))
    print("| frames | choice | without a face | " + " | ".join(names) + " |")
    print("| --- " * (3 + len(names)) + "|")
    for most in COUNTS:
        for rule in RULES:
            told = figures(scores[rule, most])
            cells = [f"{told[name]:.3f} ({interval(each[rule, most][name] for each in again)})" for name in names]
            print(f"| {most} | {rule} | {lost[rule, most]} | " + " | ".join(cells) + " |")
        best, even = figures(scores["best", most]), figures(scores["even", most])
        cells = [f"{best[name] - even[name]:+.3f} "
                 f"({interval(each['best', most][name] - each['even', most][name] for each in again)})"
                 for name in names]
        print(f"| {most} | best - even | | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
