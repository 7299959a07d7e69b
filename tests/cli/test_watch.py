# SPDX-License-Identifier: Apache-2.0
"""facelatch watch: who comes and goes before a camera that may fail."""

import contextlib
import http.server
import io
import json
import os
import pathlib
import queue
import signal
import subprocess
import threading
import time

import PIL.Image
import PIL.ImageOps

from conftest import BIDEN, BINARY, DATA, EXIT_CODES, OBAMA, OBAMA_AGAIN, fail, run, succeed

TALKING = DATA / "video_dev/liveportrait_d19.mp4"
RTSP_SERVER = pathlib.Path(__file__).with_name("rtsp_server.py")


class Watch:
    """A running `facelatch watch`."""

    def __init__(self, source, *options, environment=None):
        self.process = subprocess.Popen([BINARY, "watch", *map(str, options), str(source)], stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, text=True,
                                        env={**os.environ, **(environment or {})})
        self.lines = queue.Queue()
        self.thread = threading.Thread(target=self.read)
        self.thread.start()

    def read(self):
        for line in self.process.stdout:
            self.lines.put(json.loads(line))

    def next(self) -> dict:
        return self.lines.get(timeout=30)

    def until(self, event: str) -> dict:
        """The next line of that kind."""
        while True:
            line = self.next()
            if line["event"] == event:
                return line

    def end(self) -> list[dict]:
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(timeout=30) == 0
        self.thread.join()
        return [self.lines.get() for _ in range(self.lines.qsize())]

    def close(self):
        self.process.kill()
        self.process.wait()
        self.thread.join()


def watching(source, *options, **keywords):
    return contextlib.closing(Watch(source, *options, **keywords))


class Camera:
    """MJPEG over HTTP, thirty frames a second, of whatever picture is set; None: a black one."""

    def __init__(self, port: int = 0):
        self.picture = None
        self.is_on = True
        camera = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=frame")
                self.end_headers()
                with contextlib.suppress(OSError):
                    while camera.is_on:
                        frame = camera.frame()
                        self.wfile.write(b"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n" % len(frame))
                        self.wfile.write(frame + b"\r\n")
                        time.sleep(1 / 30)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}/video"
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()

    def frame(self) -> bytes:
        picture = PIL.Image.new("RGB", (640, 480))
        if self.picture is not None:
            picture.paste(PIL.ImageOps.contain(PIL.Image.open(self.picture).convert("RGB"), picture.size))
        stream = io.BytesIO()
        picture.save(stream, "JPEG")
        return stream.getvalue()

    def stop(self):
        self.is_on = False
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@contextlib.contextmanager
def filming(port: int = 0):
    camera = Camera(port)
    try:
        yield camera
    finally:
        camera.stop()


class RtspServer:
    """GStreamer's server, which plays the clip to each client from its beginning."""

    def __init__(self, clip, port: int = 0):
        self.process = subprocess.Popen([RTSP_SERVER, str(port), str(clip)], stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline())

    def close(self):
        """Cuts all connections off."""
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


def serving_rtsp(*words):
    return contextlib.closing(RtspServer(*words))


def test_a_file_is_played_in_real_time():
    begin = time.monotonic()
    answer = succeed("watch", TALKING)
    assert time.monotonic() - begin > 8, "250 frames of 30 a second"
    assert [line["event"] for line in answer.lines] == ["connected", "appeared", "ended", "left"]
    left = answer.lines[-1]
    assert left["track"] == 1
    assert 7 < left["seconds"] < 9


def test_who_comes_and_goes_before_a_camera_is_told(tmp_path):
    store = ("--store", tmp_path / "store")
    person = succeed("people", "add", *store, "Ada", "--consent", "Yes.", "--json").json["id"]
    succeed("enrol", *store, person, OBAMA, OBAMA_AGAIN, DATA / "ver_facerec/examples/obama.jpg")
    with filming() as camera, watching(camera.url, "--recognise", *store) as watch:
        assert watch.next()["event"] == "connected"
        camera.picture = OBAMA_AGAIN
        assert watch.until("recognised")["person"] == person
        camera.picture = None
        assert watch.until("left")["track"] == 1
        camera.picture = BIDEN
        assert watch.until("appeared")["track"] == 2
        time.sleep(1)
        rest = watch.end()
    assert "recognised" not in [line["event"] for line in rest]
    assert [line["event"] for line in rest if line["event"] in ("left", "ended")] == ["left", "ended"]


def test_a_camera_that_fails_is_tried_again(tmp_path):
    with filming() as camera, watching(camera.url) as watch:
        camera.picture = OBAMA
        watch.until("appeared")
        camera.stop()
        lost = watch.until("lost")
        assert lost["code"] == "unavailable"
        assert lost["next_try_ms"] == 1000
        assert watch.until("lost")["next_try_ms"] == 2000
        with filming(camera.port) as again:
            again.picture = OBAMA
            watch.until("connected")
            assert watch.until("appeared")["track"] == 1, "the same person as before"


def test_an_rtsp_server_that_stops_in_mid_stream_is_found_again():
    with serving_rtsp(TALKING) as server, watching(f"rtsp://127.0.0.1:{server.port}/camera") as watch:
        assert watch.next()["event"] == "connected"
        assert watch.next()["event"] == "appeared"
        server.close()
        lost = watch.until("lost")
        assert (lost["code"], lost["next_try_ms"]) == ("unavailable", 1000)
        assert [watch.until("lost")["next_try_ms"] for _ in range(2)] == [2000, 4000]
        with serving_rtsp(TALKING, server.port):
            watch.until("connected")
            assert watch.until("appeared")["track"] == 1, "the same person as before"
        assert watch.until("lost")["next_try_ms"] == 1000, "pauses begin anew"
        assert "lost" not in [line["event"] for line in watch.end()]


def test_an_rtsp_server_that_has_no_such_stream_says_so():
    with serving_rtsp(TALKING) as server, watching(f"rtsp://127.0.0.1:{server.port}/other") as watch:
        assert watch.next()["code"] == "not_found"
        watch.end()


def test_what_cannot_be_watched_is_a_sentence(tmp_path):
    fail("invalid_argument", "watch", "rtsps://camera/stream")
    missing = run("watch", tmp_path / "missing.mp4")
    assert missing.code == EXIT_CODES["not_found"]
    assert missing.json["event"] == "ended"
    assert missing.json["code"] == "not_found"


def test_a_device_that_is_no_camera_is_a_sentence():
    for device, code in (("/dev/video91", "not_found"), ("/dev/null", "unsupported_format")):
        answer = run("watch", device)
        assert answer.code == EXIT_CODES[code]
        assert (answer.json["event"], answer.json["code"]) == ("ended", code)
        assert "camera" in answer.json["detail"]


def test_a_password_is_never_told():
    with watching("http://ada:secret@127.0.0.1:9/video") as watch:
        assert watch.next()["event"] == "lost"
        assert "secret" not in "".join(map(json.dumps, watch.end()))
