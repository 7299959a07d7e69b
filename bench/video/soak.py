#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Whether memory stays flat: one client of /v1/stream and `facelatch watch` on a camera (MJPEG over HTTP) see the clips
of video_dev in turn, for twenty minutes, with people who come, go and change. Prints one JSON object.

    bench/video/run soak [--minutes 20] [--fps 15]

Resident memory of the server, of `watch` and of its decoder is looked at every ten seconds; the slope is that of a line
through all but the first fifth, in which networks and buffers warm up.
"""

import argparse
import contextlib
import http.server
import itertools
import json
import os
import pathlib
import subprocess
import threading
import time

import numpy as np

from live import ROOT, Server, Stream, jpegs, resident_mib, summary

CLIPS = ("liveportrait_s18.mp4", "hamilton_cuts.mp4", "noface_bottles.mp4", "facenet_street_group_1080p.mp4",
         "liveportrait_d14.mp4", "obama_short_stream.mp4", "liveportrait_d3.mp4")
LONGEST = 150  # frames of each clip
LOOK_EVERY = 10  # seconds
WARM_SHARE = 0.2


class Camera:
    """MJPEG over HTTP of the frames, again and again."""

    def __init__(self, frames: list[bytes], fps: float):
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=frame")
                self.end_headers()
                begin = time.monotonic()
                with contextlib.suppress(OSError):
                    for number, frame in enumerate(itertools.cycle(frames), start=1):
                        time.sleep(max(0, begin + number / fps - time.monotonic()))
                        self.wfile.write(b"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n" % len(frame))
                        self.wfile.write(frame + b"\r\n")

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


class Watch:
    """`facelatch watch`, and what it printed."""

    def __init__(self, binary: str, url: str):
        self.process = subprocess.Popen([binary, "watch", url], stdout=subprocess.PIPE, text=True)
        self.events: dict[str, int] = {}
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.process.stdout:
            event = json.loads(line)["event"]
            self.events[event] = self.events.get(event, 0) + 1

    def decoder(self) -> int | None:
        children = pathlib.Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        found = [child for task in children.parent.parent.iterdir() for child in (task / "children").read_text().split()]
        return int(found[0]) if found else None


def memory_of(process_id: int | None) -> float:
    """0 where there is none."""
    if process_id is not None:
        with contextlib.suppress(OSError):
            return resident_mib(process_id)
    return 0.0


def told(looks: list[float]) -> dict:
    """Of the looks at one process: the middles of five parts of the time, and what a line through the warm ones says."""
    warm = looks[int(len(looks) * WARM_SHARE):]
    minutes = np.arange(len(warm)) * LOOK_EVERY / 60
    slope = float(np.polyfit(minutes, warm, 1)[0]) if len(warm) > 1 else 0.0
    return {"mib_by_fifths": [round(float(np.median(part)), 1) for part in np.array_split(looks, 5)],
            "highest_mib": round(max(looks), 1), "mib_an_hour": round(60 * slope, 2)}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", default=str(ROOT / "build/release/bin/facelatch"))
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--fps", type=float, default=15)
    options = parser.parse_args()

    folder = pathlib.Path(os.environ["FACELATCH_DATA"]) / "video_dev"
    frames = [frame for name in CLIPS for frame in jpegs(str(folder / name), 85)[:LONGEST]]
    server = Server(options.binary, ["--detectors", "retinaface", "--models", "arcface"])
    watch = Watch(options.binary, Camera(frames, options.fps).url)
    looks = {"server": [], "watch": [], "decoder": []}
    try:
        since = time.monotonic()
        end = since + 60 * options.minutes
        stream = Stream(server.port, frames, options.fps, end)
        stream.start()
        while time.monotonic() < end - LOOK_EVERY / 2:
            time.sleep(LOOK_EVERY)
            for name, process_id in (("server", server.process.pid), ("watch", watch.process.pid),
                                     ("decoder", watch.decoder())):
                looks[name].append(memory_of(process_id))
        stream.join()
    finally:
        for process in (watch.process, server.process):
            process.terminate()
            process.wait()
    print(json.dumps({"minutes": options.minutes, "fps": options.fps, "frames_of_the_clips": len(frames),
                      "memory": {name: told(each) for name, each in looks.items()},
                      "stream": summary(stream, since), "watch": watch.events}, indent=1))


if __name__ == "__main__":
    main()
