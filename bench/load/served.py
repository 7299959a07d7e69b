# SPDX-License-Identifier: Apache-2.0
"""A server of our own to load, the pictures that it gets, and the tools that load it."""

import contextlib
import io
import os
import pathlib
import re
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

import numpy
import PIL.Image

BINARY = "build/release/bin/facelatch"
DATA = pathlib.Path(os.environ["FACELATCH_DATA"])
PICTURES = ("ver_facerec/examples/obama.jpg", "ver_facerec/examples/biden.jpg",
            "ver_facerec/examples/two_people.jpg", "ver_facerec/examples/obama2.jpg")
# For wrk: clients that pause, as if nobody knew of the others, and what they are answered.
PAUSES = """
function setup(thread) whole = thread end
function init() statuses = {} end
function delay() return -PAUSE * math.log(1 - math.random()) end
function response(status) statuses[status] = (statuses[status] or 0) + 1 end
function done()
  for status, count in pairs(whole:get("statuses")) do print("status " .. status .. ": " .. count) end
end
"""


class Server:
    def __init__(self, process: subprocess.Popen, address: str):
        self.process = process
        self.address = address  # http://127.0.0.1:PORT
        self.port = int(address.rsplit(":", 1)[1])

    def memory_mib(self) -> float:
        """Resident now."""
        text = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", text)[1]) / 1024


@contextlib.contextmanager
def server(*options: str):
    """A ready server that ends with the block."""
    command = [BINARY, "serve", "--port", "0", "--detectors", "retinaface", "--models", "arcface", *options]
    store = tempfile.TemporaryDirectory()  # never the user's own people
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                               env={**os.environ, "FACELATCH_STORE": store.name})
    try:
        address = re.search(r"http://[0-9.]+:\d+", process.stdout.readline())[0]
        wait_until_ready(address)
        yield Server(process, address)
    finally:
        process.terminate()
        process.wait(30)
        store.cleanup()


def wait_until_ready(address: str) -> None:
    for _ in range(600):
        try:
            urllib.request.urlopen(address + "/readyz", timeout=5)
            return
        except (urllib.error.HTTPError, OSError):
            time.sleep(0.05)
    raise SystemExit("The server did not get ready.")


def jpegs() -> list[bytes]:
    """Portraits as JPEGs of 640x480."""
    found = []
    for name in PICTURES:
        picture = PIL.Image.open(DATA / name).convert("RGB")
        picture.thumbnail((640, 480))
        canvas = PIL.Image.new("RGB", (640, 480))
        canvas.paste(picture, ((640 - picture.width) // 2, (480 - picture.height) // 2))
        buffer = io.BytesIO()
        canvas.save(buffer, "JPEG", quality=90)
        found.append(buffer.getvalue())
    return found


def embedding() -> list[float]:
    values = numpy.random.default_rng(1).standard_normal(512)
    return [round(float(value), 6) for value in values / numpy.linalg.norm(values)]


def wrk(address: str, path: str, bodies: list[bytes], media_type: str, clients: int, seconds: int,
        pause: float = 0) -> dict:
    """Requests a second, latencies and statuses of `clients` that each send one request after the
    other, with a pause of `pause` seconds in the mean (exponential) before each."""
    with tempfile.TemporaryDirectory() as folder:
        for number, body in enumerate(bodies):
            pathlib.Path(folder, str(number)).write_bytes(body)
        script = pathlib.Path(folder, "post.lua")
        script.write_text(f'''
local bodies = {{}}
for i = 0, {len(bodies) - 1} do
  local file = io.open("{folder}/" .. i, "rb")
  bodies[i] = file:read("*a")
  file:close()
end
local turn = 0
request = function()
  turn = (turn + 1) % {len(bodies)}
  return wrk.format("POST", "{path}", {{["Content-Type"] = "{media_type}"}}, bodies[turn])
end
''' + (PAUSES.replace("PAUSE", str(1000 * pause)) if pause else ""))
        text = subprocess.run(["wrk", "-t1", f"-c{clients}", f"-d{seconds}s", "--latency", "--timeout", "60s",
                               "-s", str(script), address], check=True, stdout=subprocess.PIPE, text=True).stdout
    failed = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
    broken = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", text)
    return {"rate": float(re.search(r"Requests/sec:\s+([\d.]+)", text)[1]),
            **{f"p{share}": milliseconds(re.search(rf"^ +{share}%\s+(\S+)", text, re.MULTILINE)[1])
               for share in (50, 75, 99)},
            "failed": int(failed[1]) if failed else 0,
            "broken": sum(map(int, broken.groups())) if broken else 0,
            "statuses": {int(status): int(count) for status, count in re.findall(r"^status (\d+): (\d+)", text, re.MULTILINE)}}


def milliseconds(text: str) -> float:
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s|m)", text).groups()
    return float(number) * {"us": 1e-3, "ms": 1, "s": 1e3, "m": 6e4}[unit]
