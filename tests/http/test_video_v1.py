# SPDX-License-Identifier: Apache-2.0
"""POST /v1/video and the jobs that long videos become."""

import base64
import concurrent.futures
import contextlib
import csv
import io
import os
import pathlib
import re
import signal
import time

import numpy as np
import PIL.Image
import pytest

from clips import ACTOR, refilmed, write_clip
from service import DATA, running
from test_access import bearer, make_key
from test_original_video import children

VIDEO = "/v1/video"
AWKWARD = DATA / "awkward/video_gen"
TALKING = DATA / "video_dev/liveportrait_d12.mp4"  # 183 frames, one person
SPOOLED = DATA / "video_dev/liveportrait_d3.mp4"  # more than is kept in memory
LONG = DATA / "video_dev/noface_bottles.mp4"  # 40 seconds
TINY = AWKWARD / "clip.gif"


def send(server, path, **fields):
    return server.post(VIDEO, files={"video": (path.name, path.read_bytes())}, data=fields)


def answer_to(server, path, **fields) -> dict:
    answer = send(server, path, **fields)
    assert answer.status_code == 200, answer.text[:500]
    return answer.json()


def begun(answer) -> str:
    """Where to ask for the job."""
    assert answer.status_code == 202, answer.text[:500]
    assert answer.headers["Location"] == "/v1/jobs/" + answer.json()["id"]
    assert answer.headers["Retry-After"] == "1"
    return answer.headers["Location"]


def wait_for(server, location, states=("done", "failed"), **options) -> dict:
    deadline = time.monotonic() + 60
    while True:
        answer = server.get(location, **options)
        assert answer.status_code == 200, answer.text[:500]
        job = answer.json()
        assert 0 <= job["progress"] <= 1
        if job["state"] in states:
            return job
        assert time.monotonic() < deadline, job
        time.sleep(0.05)


def problem(answer, status, code) -> str:
    assert answer.status_code == status, answer.text[:500]
    told = answer.json()
    assert told["code"] == code
    assert told["detail"].endswith(".")
    return told["detail"]


def without_times(told: dict) -> dict:
    return {name: value for name, value in told.items() if name != "processing_seconds"}


@pytest.fixture(scope="module")
def talking(server):
    return answer_to(server, TALKING)


def test_a_short_video_is_answered_at_once_with_reasons_for_each_frame(talking):
    assert (talking["container"], talking["codec"], talking["frames_decoded"]) == ("mp4", "h264", 183)
    (track,) = talking["tracks"]
    assert talking["main_track"] == track["id"] == 1
    assert track["seen"] == len(track["frames"]) > 20
    assert [frame["seconds"] for frame in track["frames"]] == sorted(frame["seconds"] for frame in track["frames"])
    chosen = [frame for frame in track["frames"] if frame["verdict"] == "chosen"]
    assert 3 <= len(chosen) <= 8
    for frame in track["frames"]:
        assert frame["reason"].endswith(".")
        assert len(frame["landmarks"]) == 5
        assert 0 <= frame["quality"]["total"] <= 1
        assert ("embedding" in frame) == (frame["verdict"] == "chosen")
    mean = np.array(track["embedding"])
    assert np.isclose(mean @ mean, 1, atol=1e-4)
    assert all(mean @ np.array(frame["embedding"]) > 0.5 for frame in chosen)


def test_options_say_how_many_frames_and_what_is_told(server, talking):
    told = answer_to(server, TALKING, most="2", fps="2", frames="chosen", encoding="base64", crops="png")
    (track,) = told["tracks"]
    assert told["frames_seen"] < talking["frames_seen"]
    assert len(track["frames"]) == 2 < track["seen"]
    for frame in track["frames"]:
        assert len(base64.b64decode(frame["embedding"])) == 4 * 512
        with PIL.Image.open(io.BytesIO(base64.b64decode(frame["crop"]))) as crop:
            assert crop.size == (112, 112)


def test_a_bare_body_is_a_video_too(server, talking):
    answer = server.post(VIDEO + "?max_tracks=1", data=TALKING.read_bytes(), headers={"Content-Type": "video/mp4"})
    assert without_times(answer.json()) == without_times(talking)


def test_a_video_that_goes_to_disk_is_read_from_there(server):
    told = answer_to(server, SPOOLED)
    assert (told["frames_decoded"], len(told["tracks"])) == (354, 1)


def test_a_job_tells_the_same(server, talking):
    location = begun(send(server, TALKING, mode="job"))
    job = wait_for(server, location)
    assert without_times(job["result"]) == without_times(talking)
    assert 0 < job["expires_in_seconds"] <= 600
    assert server.delete(location).status_code == 204
    problem(server.get(location), 404, "not_found")
    problem(server.delete(location), 404, "not_found")


def test_a_long_video_becomes_a_job_that_can_be_cancelled(server):
    location = begun(send(server, LONG))
    wait_for(server, location, ("running",))
    assert children(server) != []
    assert server.delete(location).status_code == 204
    deadline = time.monotonic() + 10
    while children(server) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert children(server) == []


def test_what_is_no_video_is_refused_at_once_also_as_a_job(server):
    for mode in ("auto", "job"):
        problem(send(server, AWKWARD / "text.mp4", mode=mode), 415, "unsupported_format")
        problem(send(server, AWKWARD / "header40.mp4", mode=mode), 400, "corrupt")


@pytest.mark.parametrize(
    "fields",
    [{"mode": "later"}, {"fps": "0"}, {"most": "65"}, {"max_tracks": "0"}, {"frames": "some"}, {"sampling": "best"},
     {"model": "no-such"}],
)  # fmt: skip
def test_a_wrong_option_is_named(server, fields):
    answer = send(server, TINY, **fields)
    assert answer.status_code in (400, 404), answer.text
    assert answer.json()["code"] in ("invalid_argument", "not_found")
    assert any(word in answer.json()["detail"] for word in (*fields, *fields.values()))


def manifest() -> list[tuple[str, str]]:
    with (DATA / "awkward/video_manifest.csv").open() as file:
        return [(row["file"], row["expect"]) for row in csv.DictReader(file)]


@pytest.mark.parametrize(("name", "expect"), manifest())
def test_each_awkward_video_is_answered_as_its_manifest_expects(server, name, expect):
    answer = send(server, AWKWARD / name, mode="now", frames="chosen")
    if answer.status_code != 200:
        assert "clean error" in expect
        problem(answer, answer.status_code, {400: "corrupt", 415: "unsupported_format"}[answer.status_code])
        return
    told = answer.json()
    about, count = re.search(r"(<=|about )?(\d+) frames?", expect).groups()
    at_least, at_most = {"<=": (0, 1), "about ": (0.9, 1.1), None: (1, 1)}[about]
    assert at_least * int(count) <= told["frames_decoded"] <= at_most * int(count)
    if faces := re.search(r"(\d) (?:upright )?faces?", expect):
        assert len(told["tracks"]) == int(faces[1])
    assert told["warnings"] or "then a warning" not in expect


def test_a_video_is_needed(server):
    assert "video" in problem(server.post(VIDEO, data={"mode": "now"}), 400, "invalid_argument")


def decoder_of(server) -> int:
    """The process that decodes, once there is one."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        for stat in children(server):
            if "(facelatch-video" in stat:
                return int(stat.split()[0])
        time.sleep(0.01)
    raise AssertionError("there is no decoder")


def test_a_phone_before_the_camera_is_told_from_a_living_person(server):
    def main(path, **fields):
        told = answer_to(server, path, frames="chosen", **fields)
        return next(track for track in told["tracks"] if track["id"] == told["main_track"])

    clips = DATA / "live_video_dev"
    person = main(clips / "real/apfol.webm", liveness="true", mode="now")["liveness"]
    replay = main(clips / "fake/apfol_phone_replay.webm", liveness="true", mode="now")["liveness"]
    assert (person["outcome"], replay["outcome"]) == ("live", "not_live")
    assert person["frames"] >= 5 and replay["frames"] >= 5
    assert not person["pattern"] and not replay["pattern"]
    assert replay["log_odds"] < replay["threshold"] == person["threshold"] <= person["log_odds"]
    assert "liveness" not in main(TINY)
    problem(send(server, TINY, liveness="perhaps"), 400, "invalid_argument")


def test_the_lines_of_a_filmed_screen_are_told_and_nobody_behind_them_is_alive(server, tmp_path):
    shots = ACTOR.enrolment_shots()
    for change, expected in ((lambda same: same, ("live", False)), (refilmed, ("not_live", True))):
        path = write_clip(tmp_path / "clip.mkv", change(shots))
        (track,) = answer_to(server, path, liveness="true", mode="now")["tracks"]
        assert (track["liveness"]["outcome"], track["liveness"]["pattern"]) == expected


def test_frames_with_closed_eyes_are_refused(server):
    told = answer_to(server, DATA / "video_dev/liveportrait_d14.mp4")
    (track,) = told["tracks"]
    closed = [frame for frame in track["frames"] if 4.7 < frame["seconds"] < 6.2]  # by eye
    assert len(closed) >= 6
    assert "chosen" not in {frame["verdict"] for frame in closed}
    assert "eyes_closed" in {frame["verdict"] for frame in track["frames"]}
    assert sum(frame["verdict"] == "chosen" for frame in track["frames"]) == 8


def test_a_decoder_that_dies_costs_one_request(server, person):
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        under_way = pool.submit(send, server, LONG, mode="now")
        os.kill(decoder_of(server), signal.SIGKILL)
        assert "decoder" in problem(under_way.result(), 400, "corrupt")
    location = begun(send(server, LONG))
    with contextlib.suppress(ProcessLookupError):
        os.kill(decoder_of(server), signal.SIGKILL)
    job = wait_for(server, location)
    assert job["state"] == "failed"
    assert job["error"]["code"] == "corrupt" and "decoder" in job["error"]["detail"]
    assert server.delete(location).status_code == 204
    assert server.post("/v1/detect", files={"image": person[0]}).status_code == 200
    assert answer_to(server, TINY)["frames_decoded"] == 16


def test_a_caller_may_have_so_many_jobs(server):
    limit = server.get("/v1/info").json()["limits"]["jobs_per_key"]
    locations = [begun(send(server, TINY, mode="job")) for _ in range(limit)]
    refused = send(server, TINY, mode="job")
    problem(refused, 429, "rate_limited")
    assert "Retry-After" in refused.headers
    # What can be answered at once still is.
    assert send(server, TINY, mode="now").status_code == 200
    assert all(server.delete(location).status_code == 204 for location in locations)
    location = begun(send(server, TINY, mode="job"))
    assert wait_for(server, location)["state"] == "done"
    assert server.delete(location).status_code == 204


def test_jobs_are_their_key_s_alone_and_expire(tmp_path):
    file = tmp_path / "keys.json"
    ada, eve, clerk = (bearer(make_key(file, "--scope", scope)) for scope in ("analyse", "analyse", "enrol"))
    with running("--keys", str(file), "--job-kept-seconds", "2") as server:
        server.wait_until_ready()
        files = {"video": TINY.read_bytes()}
        assert server.post(VIDEO, files=files).status_code == 401
        location = begun(server.post(VIDEO + "?mode=job", files=files, headers=ada))
        problem(server.get(location, headers=eve), 404, "not_found")
        problem(server.delete(location, headers=eve), 404, "not_found")
        assert server.get(location).status_code == 401
        assert server.get(location, headers=clerk).status_code == 403
        assert wait_for(server, location, headers=ada)["expires_in_seconds"] <= 2
        time.sleep(2.1)
        problem(server.get(location, headers=ada), 404, "not_found")
        assert server.stop() == 0


def test_a_server_ends_although_jobs_run():
    with running() as server:
        server.wait_until_ready()
        begun(send(server, LONG))
        begun(send(server, LONG))
        start = time.monotonic()
        assert server.stop() == 0
        assert time.monotonic() - start < 10
        assert not pathlib.Path(f"/proc/{server.process.pid}").exists()
