# SPDX-License-Identifier: Apache-2.0
"""Live faces over a WebSocket, with a real client."""

import contextlib
import io
import json
import socket
import struct
import time

import av
import PIL.Image
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from service import DATA, make_key, people, running
from streaming import Client, bearer, streaming

LIGHT = ("--detectors", "retinaface,yunet", "--models", "arcface")


def jpeg(picture: PIL.Image.Image, kind: str = "JPEG") -> bytes:
    stream = io.BytesIO()
    picture.save(stream, kind, quality=90)
    return stream.getvalue()


def clip(name: str, count: int) -> list[bytes]:
    """The first frames of a clip, as JPEG."""
    frames = []
    with av.open(str(DATA / "video_dev" / name)) as video:
        for frame in video.decode(video=0):
            frames.append(jpeg(frame.to_image()))
            if len(frames) == count:
                break
    return frames


@pytest.fixture(name="live", scope="module")
def fixture_live():
    with running(*LIGHT) as server:
        yield server.wait_until_ready()


@pytest.fixture(name="frame", scope="module")
def fixture_frame() -> bytes:
    return people(1)[0][0].read_bytes()


@pytest.fixture(name="keyed", scope="module")
def fixture_keyed(tmp_path_factory):
    file = tmp_path_factory.mktemp("keys") / "keys.json"
    keys = {scope: make_key(file, "--scope", scope) for scope in ("analyse", "metrics")}
    with running("--keys", str(file), *LIGHT) as server:
        server.keys_file = file
        yield server.wait_until_ready(), keys


def test_one_person_keeps_one_track_through_a_clip(live):
    frames = clip("liveportrait_d19.mp4", 40)
    with streaming(live) as client:
        ready = client.answer()
        assert ready["type"] == "ready"
        assert ready["limits"] == live.get("/v1/info").json()["limits"]["stream"]
        events = []
        for number, frame in enumerate(frames, start=1):
            answer = client.ask(frame)
            assert (answer["type"], answer["frame"]) == ("frame", number), answer
            assert (answer["width"], answer["height"]) == (480, 480)
            assert answer["dropped"] == {"newer": 0, "rate": 0, "busy": 0, "unread": 0}
            assert 0 <= answer["received_ms"] <= answer["answered_ms"]
            (face,) = answer["faces"]
            assert face["track"] == 1
            assert 0.5 < face["score"] <= 1
            assert len(face["landmarks"]) == 5
            assert 0 <= face["quality"]["total"] <= 1
            box = face["box"]
            assert all(box["x"] <= x <= box["x"] + box["width"] for x, _ in face["landmarks"])
            events += answer["events"]
            time.sleep(0.01)
        assert [(event["event"], event["track"]) for event in events] == [("appeared", 1)]


def test_a_face_that_goes_and_returns_is_known(live, frame, faceless):
    with streaming(live) as client:
        client.ready()
        assert client.ask(frame)["faces"][0]["track"] == 1
        time.sleep(0.5)
        first = client.ask(frame)
        assert [event["event"] for event in first["events"]] == ["appeared"]
        assert client.ask(faceless)["faces"] == []
        time.sleep(2.2)
        gone = client.ask(faceless)
        assert [(event["event"], event["track"]) for event in gone["events"]] == [("left", 1)]
        assert client.ask(frame)["faces"][0]["track"] == 1


def test_two_people_have_two_tracks_whatever_their_places(live):
    first, second = (PIL.Image.open(pictures[0]).convert("RGB").resize((320, 320)) for pictures in people(2))

    def beside(left: PIL.Image.Image, right: PIL.Image.Image) -> bytes:
        both = PIL.Image.new("RGB", (640, 320))
        both.paste(left, (0, 0))
        both.paste(right, (320, 0))
        return jpeg(both)

    def left_and_right(answer: dict) -> list[int]:
        return [face["track"] for face in sorted(answer["faces"], key=lambda face: face["box"]["x"])]

    with streaming(live) as client:
        client.ready()
        before = left_and_right(client.ask(beside(first, second)))
        assert sorted(before) == [1, 2]
        assert left_and_right(client.ask(beside(first, second))) == before
        assert left_and_right(client.ask(beside(second, first))) == before[::-1]


def test_webp_is_taken_too(live, frame):
    with streaming(live) as client:
        client.ready()
        assert len(client.ask(jpeg(PIL.Image.open(io.BytesIO(frame)), "WEBP"))["faces"]) == 1


def test_settings_are_told_and_obeyed(live, frame):
    with streaming(live) as client:
        client.ready()
        answer = client.ask({"type": "settings", "detector": "yunet", "quality": False, "max_faces": 1})
        assert answer["type"] == "settings"
        assert answer["settings"]["detector"] == "yunet"
        assert answer["settings"]["max_faces"] == 1
        assert "quality" not in client.ask(frame)["faces"][0]
        late = client.ask({"type": "settings", "side": 320})
        assert (late["type"], late["code"]) == ("error", "invalid_argument")
        assert client.ask(frame)["frame"] == 2


def test_wrong_settings_are_refused_with_a_sentence(live, frame):
    with streaming(live) as client:
        client.ready()
        for wrong in ({}, {"type": "dance"}, {"type": "settings", "side": 1}, {"type": "settings", "wrong": 1},
                      {"type": "settings", "detector": "haar"}, {"type": "settings", "quality": "yes"}):
            answer = client.ask(wrong)
            assert (answer["type"], answer["code"]) == ("error", "invalid_argument"), wrong
            assert answer["detail"].endswith("."), answer
        client.socket.send("no JSON")
        assert client.answer()["code"] == "invalid_argument"
        client.socket.send(json.dumps({"type": "settings", "detector": "x" * 5000}))
        assert client.answer()["code"] == "too_large"
        assert client.ask(frame)["type"] == "frame"


def test_who_sends_too_fast_gets_the_newest_and_is_told_how_many_were_dropped(live, frame):
    sent = 400
    with streaming(live) as client:
        client.ready()
        for _ in range(sent):
            client.send(frame)
        answers = []
        with contextlib.suppress(TimeoutError):
            while True:
                answers.append(client.answer(timeout=1))
        last = client.ask(frame)
    answers.append(last)
    assert all(answer["type"] == "frame" for answer in answers)
    numbers = [answer["frame"] for answer in answers]
    assert numbers == sorted(set(numbers))
    assert last["frame"] == sent + 1
    dropped = {reason: sum(answer["dropped"][reason] for answer in answers) for reason in last["dropped"]}
    assert len(answers) + sum(dropped.values()) == sent + 1
    assert dropped["rate"] > 100
    assert dropped["newer"] > 0


def test_garbage_and_half_frames_cost_themselves_alone(live, frame, faceless):
    with streaming(live) as client:
        client.ready()
        wrong = {
            b"no picture": "unsupported_format",
            b"": "unsupported_format",
            frame[: len(frame) // 2]: "corrupt",
            jpeg(PIL.Image.new("RGB", (8, 8)), "PNG"): "unsupported_format",
            jpeg(PIL.Image.new("RGB", (4000, 3000))): "too_large",
        }
        for number, (picture, code) in enumerate(wrong.items(), start=1):
            answer = client.ask(picture)
            assert (answer["type"], answer["code"], answer["frame"]) == ("error", code, number), answer
            assert answer["detail"].endswith(".")
        assert client.ask(faceless)["faces"] == []
        assert len(client.ask(frame)["faces"]) == 1


def test_too_many_errors_in_a_row_close_the_stream(live, frame):
    with streaming(live) as client:
        client.ready()
        for _ in range(19):
            assert client.ask(b"no picture")["type"] == "error"
        assert client.ask(frame)["type"] == "frame"
        for _ in range(20):
            assert client.ask(b"no picture")["type"] == "error"
        assert client.close_code() == 1008


def test_a_huge_message_closes_its_stream_alone(live, frame):
    limit = live.get("/v1/info").json()["limits"]["stream"]["frame_bytes"]
    with streaming(live) as client, streaming(live) as other:
        client.ready()
        other.ready()
        with pytest.raises(ConnectionClosed) as closed:
            client.send(bytes(limit + 1))
            client.answer()
        # A client that is still sending may find the connection gone before it reads why.
        assert closed.value.rcvd is None or closed.value.rcvd.code == 1009
        assert other.ask(frame)["type"] == "frame"


def upgrade(server, *lines: str) -> socket.socket:
    """A bare connection that has been upgraded, for messages that no library sends."""
    raw = socket.create_connection(("127.0.0.1", server.port), timeout=20)
    head = (f"GET /v1/stream HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nUpgrade: websocket\r\n"
            "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n")
    raw.sendall((head + "".join(line + "\r\n" for line in lines) + "\r\n").encode())
    answer = b""
    while b"\r\n\r\n" not in answer:
        answer += raw.recv(1)
    assert b" 101 " in answer, answer
    return raw


def wait_until_no_streams(server):
    deadline = time.monotonic() + 20
    while "\nfacelatch_streams 0\n" not in server.get("/metrics").text:
        assert time.monotonic() < deadline, "a place was not given back"
        time.sleep(0.05)


def test_clients_that_vanish_in_mid_frame_harm_nobody(live, frame):
    wait_until_no_streams(live)
    header = b"\x82\xfe" + struct.pack("!H", 60_000) + bytes(4)
    for _ in range(4):
        with upgrade(live) as raw:
            raw.sendall(header + frame[:5000])
    for _ in range(4):  # and in the middle of a frame that is being looked at
        client = Client(live).ready()
        client.send(frame)
        client.socket.socket.shutdown(socket.SHUT_RDWR)
    wait_until_no_streams(live)
    with streaming(live) as client:
        client.ready()
        assert client.ask(frame)["type"] == "frame"


def test_one_address_may_have_so_many_streams(live):
    wait_until_no_streams(live)
    limit = live.get("/v1/info").json()["limits"]["stream"]["streams_per_key"]
    with contextlib.ExitStack() as stack:
        clients = [stack.enter_context(streaming(live)).ready() for _ in range(limit)]
        with pytest.raises(InvalidStatus) as refused:
            Client(live)
        assert refused.value.response.status_code == 429
        clients[0].socket.close()
        deadline = time.monotonic() + 20
        while True:
            try:
                stack.enter_context(streaming(live)).ready()
                break
            except InvalidStatus:
                assert time.monotonic() < deadline, "a place that was left stays taken"


def test_pages_of_other_sites_may_not_connect(live):
    with pytest.raises(InvalidStatus) as refused:
        Client(live, origin="https://evil.example")
    assert refused.value.response.status_code == 403
    with streaming(live, origin=live.url) as client:
        client.ready()


def test_without_an_upgrade_it_says_what_it_is(live):
    answer = live.get("/v1/stream")
    assert answer.status_code == 426
    assert answer.headers["Upgrade"] == "websocket"


def test_it_is_counted(live, frame):
    wait_until_no_streams(live)
    with streaming(live) as client:
        client.ready()
        client.ask(frame)
        client.ask(b"no picture")
        text = live.get("/metrics").text
    counted = dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    assert float(counted['facelatch_stream_frames_total{outcome="answered"}']) >= 1
    assert float(counted['facelatch_stream_frames_total{outcome="failed"}']) >= 1
    assert float(counted["facelatch_stream_frame_seconds_count"]) >= 1
    assert float(counted["facelatch_streams"]) == 1


def test_a_key_comes_in_a_header_or_first_of_all(keyed, frame):
    server, keys = keyed
    for header in (bearer(keys["analyse"]["key"]), {"X-Api-Key": keys["analyse"]["key"]}):
        with streaming(server, additional_headers=header) as client:
            client.ready()
            assert client.ask(frame)["type"] == "frame"
    with streaming(server) as client:
        assert client.ask({"type": "authenticate", "key": keys["analyse"]["key"]})["type"] == "ready"
        assert client.ask(frame)["type"] == "frame"
        again = client.ask({"type": "authenticate", "key": keys["analyse"]["key"]})
        assert again["code"] == "invalid_argument"


def test_a_wrong_key_is_refused(keyed, frame):
    server, keys = keyed
    for header, status in ((bearer("facelatch_x.y"), 401), (bearer(keys["metrics"]["key"]), 403)):
        with pytest.raises(InvalidStatus) as refused:
            Client(server, additional_headers=header)
        assert refused.value.response.status_code == status
    for key, code in (("facelatch_x.y", "unauthenticated"), ("", "invalid_argument"), (keys["metrics"]["key"], "denied")):
        with streaming(server) as client:
            assert client.ask({"type": "authenticate", "key": key})["code"] == code
            assert client.close_code() == 1008
    for too_early in (frame, {"type": "settings", "side": 320}):
        with streaming(server) as client:
            assert client.ask(too_early)["code"] == "unauthenticated"
            assert client.close_code() == 1008
    # In the address it counts for nothing.
    address = f"ws://127.0.0.1:{server.port}/v1/stream?key={keys['analyse']['key']}"
    with connect(address, proxy=None) as client:
        client.send(frame)
        assert json.loads(client.recv(timeout=20))["code"] == "unauthenticated"


def test_sigterm_ends_streams_with_1001(frame):
    with running(*LIGHT) as server:
        server.wait_until_ready()
        with streaming(server) as busy, streaming(server) as quiet:
            quiet.ready()
            assert busy.ready().ask(frame)["type"] == "frame"
            busy.send(frame)
            assert server.stop() == 0
            assert busy.close_code() == 1001
            assert quiet.close_code() == 1001


def test_the_server_takes_no_more_streams_than_it_was_told(frame):
    with running("--streams", "1", *LIGHT) as server:
        server.wait_until_ready()
        with streaming(server) as client:
            client.ready()
            with pytest.raises(InvalidStatus) as refused:
                Client(server)
            assert refused.value.response.status_code == 503
            assert client.ask(frame)["type"] == "frame"
