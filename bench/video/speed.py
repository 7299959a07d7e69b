# SPDX-License-Identifier: Apache-2.0
"""How many frames a second are read, from the file of a 1280x720 video of one face to the embedding of its track,
against UniFace's detector and embedder on each sixth frame.

    bench/video/run speed

Both are warm and take turns, so that a noisy neighbour meets both. Prints the table of bench/results-video.md.
"""

import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys
import time

from service import DATA, server

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from compare import models_folder

CLIPS = sys.argv[1:] or ["liveportrait_s18.mp4", "obama_short_stream.mp4"]  # 1280x720, H.264
ROUNDS = 3


def ours(service, clip: bytes) -> dict:
    start, used = time.perf_counter(), service.processor_seconds()
    told = service.tracks(clip, frames="chosen")
    return {"seconds": time.perf_counter() - start, "used": service.processor_seconds() - used, "frames": told["frames_decoded"], "seen": told["frames_seen"],
            "tracks": len(told["tracks"])}


def compare(service, name: str) -> None:
    path = DATA / "video_dev" / name
    clip = path.read_bytes()
    ours(service, clip)  # warm
    script = pathlib.Path(__file__).with_name("rival_video.py")
    command = [os.environ["RIVALS_PYTHON"], str(script), str(models_folder()), str(path), str(ROUNDS)]
    mine, theirs = [], []
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as rival:
        for _ in range(ROUNDS):
            theirs.append(json.loads(rival.stdout.readline()))
            mine.append(ours(service, clip))
            rival.stdin.write("\n")
            rival.stdin.flush()
    for label, runs in (("facelatch", mine), ("UniFace, each 6th frame", theirs)):
        seconds = statistics.median(run["seconds"] for run in runs)
        used = statistics.median(run["used"] for run in runs)
        print(f"| {name} | {label} | {runs[0]['frames']} | {seconds:.2f} | {runs[0]['frames'] / seconds:.0f} | {used:.2f} |")
    print(f"| {name} | ratio: lowest, median, highest of {ROUNDS} rounds | | {ratios(mine, theirs, 'seconds')} | | "
          f"{ratios(mine, theirs, 'used')} |", flush=True)


def ratios(mine: list[dict], theirs: list[dict], what: str) -> str:
    found = sorted(slow[what] / quick[what] for quick, slow in zip(mine, theirs))
    return f"{found[0]:.1f}, {statistics.median(found):.1f}, {found[-1]:.1f}"


def main() -> None:
    processor = next(line.partition(": ")[2] for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines()
                     if line.startswith("model name"))
    print(f"{processor}, {len(os.sched_getaffinity(0))} processors, {platform.system()} {platform.release()}\n")
    print("| clip | program | frames | seconds, median | frames a second | processor seconds |\n"
          "| --- | --- | --- | --- | --- | --- |")
    with server() as service:
        for name in CLIPS:
            compare(service, name)


if __name__ == "__main__":
    main()
