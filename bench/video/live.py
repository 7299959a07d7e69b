#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Live streams to /v1/stream, as cameras send them: latency from a frame in to its answer out, the
server's processor time, what was dropped, and its memory over time. Prints one JSON object.

    bench/video/run live [--streams 2] [--seconds 30] CLIP
"""

import argparse
import io
import itertools
import json
import os
import pathlib
import re
import statistics
import subprocess
import tempfile
import threading
import time
import urllib.error
import urllib.request

import av
from websockets.sync.client import connect

ROOT = pathlib.Path(__file__).resolve().parents[2]
WARM_SECONDS = 3  # not measured


def jpegs(clip: str, quality: int) -> list[bytes]:
    """The frames of a clip as JPEG, there and back, so that they can be repeated without a cut."""
    frames = []
    with av.open(clip) as video:
        for frame in video.decode(video=0):
            stream = io.BytesIO()
            frame.to_image().save(stream, "JPEG", quality=quality)
            frames.append(stream.getvalue())
    return frames + frames[-2:0:-1]


def resident_mib(process_id: int) -> float:
    status = pathlib.Path(f"/proc/{process_id}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+) kB", status)[1]) / 1024


class Server:
    def __init__(self, binary: str, options: list[str]):
        self.store = tempfile.TemporaryDirectory()
        self.process = subprocess.Popen([binary, "serve", "--port", "0", "--log", "none", *options],
                                        stdout=subprocess.PIPE, text=True,
                                        env={**os.environ, "FACELATCH_STORE": self.store.name})
        self.port = int(re.search(r":(\d+)$", self.process.stdout.readline().strip())[1])
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=10)
                break
            except urllib.error.HTTPError:
                time.sleep(0.1)

    def cpu_seconds(self) -> float:
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def resident_mib(self) -> float:
        return resident_mib(self.process.pid)


class Stream(threading.Thread):
    """One client: sends at the rate of a camera, whatever comes back."""

    def __init__(self, port: int, frames: list[bytes], fps: float, end: float):
        super().__init__()
        self.port, self.frames, self.fps, self.end = port, frames, fps, end
        self.sent: dict[int, float] = {}
        self.latencies: list[tuple[float, float]] = []  # when answered, how long it took
        self.dropped: dict[str, int] = {}
        self.errors = self.faceless = 0
        self.tracks: set[int] = set()

    def run(self):
        with connect(f"ws://127.0.0.1:{self.port}/v1/stream", max_size=None, compression=None,
                     proxy=None) as socket:
            socket.recv()
            reader = threading.Thread(target=self.read, args=(socket,))
            reader.start()
            begin = time.monotonic()
            for number, frame in enumerate(itertools.cycle(self.frames), start=1):
                at = begin + number / self.fps
                if at > self.end:
                    break
                time.sleep(max(0, at - time.monotonic()))
                self.sent[number] = time.monotonic()
                socket.send(frame)
            time.sleep(0.5)
        reader.join()

    def read(self, socket):
        for text in socket:
            now = time.monotonic()
            answer = json.loads(text)
            if answer["type"] != "frame":
                self.errors += 1
                continue
            self.latencies.append((now, now - self.sent[answer["frame"]]))
            self.faceless += not answer["faces"]
            self.tracks |= {face["track"] for face in answer["faces"]}
            for reason, count in answer["dropped"].items():
                self.dropped[reason] = self.dropped.get(reason, 0) + count


def summary(stream: Stream, since: float) -> dict:
    times = sorted(1000 * latency for when, latency in stream.latencies if when >= since)
    seconds = {int(when - since) for when, _ in stream.latencies if when >= since}
    return {
        "answers": len(times),
        "p50_ms": round(statistics.median(times), 1),
        "p95_ms": round(times[len(times) * 95 // 100], 1),
        "p99_ms": round(times[len(times) * 99 // 100], 1),
        "max_ms": round(times[-1], 1),
        "seconds_without_an_answer": int(stream.end - since) - len(seconds & set(range(int(stream.end - since)))),
        "dropped": stream.dropped,
        "errors": stream.errors,
        "answers_without_a_face": stream.faceless,
        "tracks": len(stream.tracks),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clip")
    parser.add_argument("--binary", default=str(ROOT / "build/release/bin/facelatch"))
    parser.add_argument("--streams", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--fps", type=float, default=30)
    parser.add_argument("--quality", type=int, default=85)
    parser.add_argument("--detector", default="retinaface")
    options = parser.parse_args()

    frames = jpegs(options.clip, options.quality)
    server = Server(options.binary, ["--detectors", options.detector, "--models", "arcface"])
    try:
        end = time.monotonic() + WARM_SECONDS + options.seconds
        streams = [Stream(server.port, frames, options.fps, end) for _ in range(options.streams)]
        for stream in streams:
            stream.start()
        time.sleep(WARM_SECONDS)
        since, cpu, memory = time.monotonic(), server.cpu_seconds(), [server.resident_mib()]
        while time.monotonic() < end - 0.2:
            time.sleep(min(10, end - 0.1 - time.monotonic()))
            memory.append(server.resident_mib())
        cores = (server.cpu_seconds() - cpu) / (time.monotonic() - since)
        for stream in streams:
            stream.join()
    finally:
        server.process.terminate()
        server.process.wait()
    print(json.dumps({
        "clip": pathlib.Path(options.clip).name,
        "frame_kib": round(statistics.mean(map(len, frames)) / 1024),
        "fps": options.fps,
        "seconds": options.seconds,
        "server_cores": round(cores, 2),
        "memory_mib": [round(each) for each in memory],
        "streams": [summary(stream, since) for stream in streams],
    }, indent=1))


if __name__ == "__main__":
    main()
