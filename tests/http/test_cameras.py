# SPDX-License-Identifier: Apache-2.0
"""The server's own cameras: clients choose by name, and the source runs while somebody looks."""

import contextlib
import io
import json
import subprocess
import time

import PIL.Image
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from clips import ACTOR
from service import DATA, ROOT, facelatch, make_key, running
from test_original_video import children

SECONDS = 30
OPTIONS = (
    "--detectors", "retinaface", "--models", "arcface",
    "--camera", f"clip={DATA / ACTOR.clip}",
    "--camera", "off=rtsp://user:hidden@127.0.0.1:1/stream",
)  # fmt: skip


@contextlib.contextmanager
def serving_rtsp():
    """The address of an RTSP server that plays the clip."""
    words = ["/usr/bin/python3", ROOT / "tests/cli/rtsp_server.py", "0", DATA / ACTOR.clip]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield f"rtsp://127.0.0.1:{int(process.stdout.readline())}/camera"
        finally:
            process.kill()


def enrol(server) -> str:
    """Whom the clip shows."""
    person = server.post("/v1/people", json={"name": "Ada", "consent": "yes"}).json()["id"]
    files = [("image", (f"{i}.jpg", data)) for i, data in enumerate(ACTOR.enrolment())]
    assert server.post(f"/v1/people/{person}/templates", files=files).status_code == 201
    return person


@pytest.fixture(name="cameras", scope="module")
def fixture_cameras():
    with serving_rtsp() as address, running(*OPTIONS, "--camera", f"street={address}") as server:
        server.wait_until_ready()
        server.person = enrol(server)
        yield server


@contextlib.contextmanager
def watching(server, name: str, **options):
    address = server.url.replace("http", "ws", 1) + f"/v1/cameras/{name}/stream"
    socket = connect(address, max_size=None, proxy=None, legacy=True, **options)
    try:
        yield socket
    finally:
        socket.close()


def frames(socket):
    """Each picture with what is said of it."""
    picture, deadline = None, time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        message = socket.recv(timeout=SECONDS)
        if isinstance(message, bytes):
            picture = message
        elif (said := json.loads(message))["type"] == "frame":
            yield picture, said


@pytest.mark.parametrize("camera", ["clip", "street"])
def test_the_enrolled_person_is_named_in_the_pictures_of_a_camera(cameras, camera):
    with watching(cameras, camera) as socket:
        states = [json.loads(socket.recv(timeout=SECONDS))["state"]]
        assert states[0] in ("opening", "connected")
        for picture, said in frames(socket):
            image = PIL.Image.open(io.BytesIO(picture))
            assert (image.width, image.height) == (said["width"], said["height"])
            assert max(image.size) <= 1280
            known = [face for face in said["faces"] if face["person"]]
            if known:
                break
        assert (known[0]["person"], known[0]["name"]) == (cameras.person, "Ada")
        assert known[0]["track"] >= 1
        lines = cameras.get("/v1/audit", params={"client": f"camera {camera}"}).json()["lines"]
        assert lines[0]["action"] == "identified"


def test_who_is_deleted_is_named_no_longer(cameras):
    with watching(cameras, "clip") as socket:
        shown = (said for _, said in frames(socket) if said["faces"])
        known = next(said for said in shown if said["faces"][0]["person"])
        assert cameras.delete(f"/v1/people/{cameras.person}").status_code == 200
        unknown = next(said for said in shown if not said["faces"][0]["person"])
        assert unknown["faces"][0]["name"] is None
        # The same look at the clip, not the next one: that counts from one again.
        assert unknown["frame"] > known["frame"]
    cameras.person = enrol(cameras)


def test_the_source_is_open_only_while_somebody_looks(cameras):
    def wait_for(count: int):
        deadline = time.monotonic() + SECONDS
        while len(children(cameras)) != count:
            assert time.monotonic() < deadline, children(cameras)
            time.sleep(0.05)

    wait_for(0)
    with watching(cameras, "clip") as one, watching(cameras, "clip") as other:
        numbers = [next(frames(socket))[1]["frame"] for socket in (one, other)]
        assert numbers[0] and numbers[1], "both see the camera"
        assert len(children(cameras)) == 1, "they share one decoder"
        listed = cameras.get("/v1/cameras").json()["cameras"]
        assert [(each["name"], each["viewers"]) for each in listed] == [("clip", 2), ("off", 0), ("street", 0)]
    wait_for(0)


def test_a_camera_that_does_not_answer_is_lost_and_its_address_told_nobody(cameras):
    with watching(cameras, "off") as socket:
        said = [socket.recv(timeout=SECONDS)]
        while json.loads(said[-1])["state"] != "lost":
            said.append(socket.recv(timeout=SECONDS))
        assert json.loads(said[-1])["code"] == "unavailable"
        assert "hidden" not in "".join(said) + cameras.get("/v1/cameras").text


def test_viewers_are_bounded_and_only_listen(cameras):
    with contextlib.ExitStack() as stack:
        # Four for each address, eight in all.
        for address, status in (("127.0.0.2", 429), ("127.0.0.3", 503)):
            options = {"source_address": (address, 0)}
            for _ in range(4):
                stack.enter_context(watching(cameras, "off", **options))
            with pytest.raises(InvalidStatus) as refused, watching(cameras, "off", **options):
                pass
            assert refused.value.response.status_code == status
    with watching(cameras, "off") as socket:
        socket.send('{"type":"authenticate","key":"x"}')
        with pytest.raises(ConnectionClosed) as closed:
            while True:
                socket.recv(timeout=SECONDS)
        assert closed.value.rcvd.code == 1008


@pytest.mark.parametrize("name,status", [("none", 404), ("..%2Fetc", 404), ("rtsp:%2F%2Fx%2Fy", 404)])
def test_only_the_operators_cameras_can_be_watched(cameras, name, status):
    with pytest.raises(InvalidStatus) as refused, watching(cameras, name):
        pass
    assert refused.value.response.status_code == status
    with pytest.raises(InvalidStatus) as refused, watching(cameras, "clip", origin="http://evil.example"):
        pass
    assert refused.value.response.status_code == 403


def test_watching_needs_its_own_scope(tmp_path):
    keys = {scope: make_key(tmp_path / "k.json", "--scope", scope)["key"] for scope in ("watch", "analyse")}
    with running("--keys", str(tmp_path / "k.json"), *OPTIONS) as server:
        for scope, status in (("watch", 200), ("analyse", 403)):
            header = {"Authorization": f"Bearer {keys[scope]}"}
            assert server.get("/v1/cameras", headers=header).status_code == status
        # Nothing tells who may not watch which cameras there are.
        for first in ({"type": "authenticate", "key": keys["analyse"]}, {"type": "settings"}):
            answers = []
            for name in ("off", "none"):
                with watching(server, name) as socket:
                    socket.send(json.dumps(first))
                    answers.append(json.loads(socket.recv(timeout=SECONDS)))
            assert answers[0] == answers[1]
            assert (answers[0]["type"], answers[0]["code"] == "not_found") == ("error", False)
        for key, status in ((keys["analyse"], 403), (keys["watch"], 404), ("x", 401)):
            header = {"Authorization": f"Bearer {key}"}
            with pytest.raises(InvalidStatus) as refused, watching(server, "none", additional_headers=header):
                pass
            assert refused.value.response.status_code == status
        with watching(server, "none") as socket:
            socket.send(json.dumps({"type": "authenticate", "key": keys["watch"]}))
            assert json.loads(socket.recv(timeout=SECONDS))["code"] == "not_found"
        with watching(server, "off") as socket:
            socket.send(json.dumps({"type": "authenticate", "key": keys["watch"]}))
            assert json.loads(socket.recv(timeout=SECONDS))["type"] == "camera"


@pytest.mark.parametrize("camera", ["door", "d/r=x.mp4", "door=ftp://secret/x"])
def test_a_camera_that_is_none_is_refused_at_the_start(camera):
    made = facelatch("serve", "--port", "0", "--camera", camera)
    assert made.returncode == 2, made.stderr
    assert "secret" not in made.stderr
