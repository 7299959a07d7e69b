# SPDX-License-Identifier: Apache-2.0
"""POST /extract_embeddings_from_video, and that the faults of the old service are gone."""

import concurrent.futures
import contextlib
import math
import os
import pathlib
import socket
import time

import pytest

from service import DATA
from test_original_routes import IMAGE, cosine, error

VIDEO = "/extract_embeddings_from_video"
CLIP = DATA / "video_dev/liveportrait_d12.mp4"


def embeddings(server, content, name="clip.mp4", query=""):
    answer = server.post(VIDEO + query, files={"video": (name, content)})
    assert answer.status_code == 200, answer.text[:500]
    return answer.json()["embeddings"]


def children(server) -> list[str]:
    """The processes that the server has started and not yet ended, dead ones too."""
    found = []
    for path in pathlib.Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # It may have ended meanwhile.
            stat = path.read_text()
            parent = stat.rpartition(")")[2].split()[1]
            found += [stat] if int(parent) == server.process.pid else []
    return found


def test_a_video_becomes_the_embeddings_of_its_person(server):
    found = embeddings(server, CLIP.read_bytes())
    assert 3 <= len(found) <= 8
    for values in found:
        assert len(values) == 512
        assert math.isclose(cosine(values, values), 1, abs_tol=1e-4)
        assert cosine(values, found[0]) > 0.4


def test_every_sixth_frame_is_the_old_way(server):
    """183 frames: 31 of them are looked at, and most are sharp."""
    found = embeddings(server, CLIP.read_bytes(), query="?sampling=every:6")
    assert 8 < len(found) <= 31
    assert len(embeddings(server, CLIP.read_bytes(), query="?sampling=every:60")) <= 4
    augmented = embeddings(server, CLIP.read_bytes(), query="?sampling=every:6&augment=true")
    assert augmented[::5] == found


def test_augmenting_adds_four_turned_copies_behind_each(server):
    plain = embeddings(server, CLIP.read_bytes())
    augmented = embeddings(server, CLIP.read_bytes(), query="?augment=true")
    assert len(augmented) == 5 * len(plain)
    assert augmented[::5] == plain
    for first in range(0, len(augmented), 5):
        assert all(0.3 < cosine(augmented[first], turned) < 0.9999 for turned in augmented[first + 1 : first + 5])
    assert embeddings(server, CLIP.read_bytes(), query="?augment=false") == plain


@pytest.mark.parametrize("query", ["?sampling=every:0", "?sampling=every:x", "?sampling=first", "?augment=maybe",
                                   "?sampling=every:6&sampling=every:7"])  # fmt: skip
def test_a_wrong_option_is_a_400(server, query):
    error(server.post(VIDEO + query, files={"video": ("a.mp4", CLIP.read_bytes())}), 400)


def test_a_video_without_a_face_is_an_empty_list(server):
    path = DATA / "video_dev/noface_plant_shaky.mp4"
    assert embeddings(server, path.read_bytes()) == []


def test_a_client_s_file_name_is_never_a_path(server, tmp_path):
    content = CLIP.read_bytes()
    plain = embeddings(server, content)
    assert embeddings(server, content, f"../../../../../..{tmp_path}/written.mp4") == plain
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_video_is_refused_with_a_sentence(server, person):
    error(server.post(VIDEO, files={"video": ("a.mp4", b"no video")}), 415)
    error(server.post(VIDEO, files={"video": ("a.mp4", CLIP.read_bytes()[:3000])}), 400)
    error(server.post(VIDEO, files={"image": ("a.mp4", b"")}), 400)
    error(server.post(VIDEO, data={"video": "clip.mp4"}), 400)


def test_an_upload_beyond_the_limit_is_refused_before_it_is_read(server):
    head = f"POST {VIDEO} HTTP/1.1\r\nHost: localhost\r\nContent-Type: video/mp4\r\nContent-Length: {1 << 40}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        connection.sendall(head.encode())
        assert connection.recv(100).startswith(b"HTTP/1.1 413 ")


def test_videos_leave_room_for_pictures(server, person):
    content = CLIP.read_bytes()
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        videos = [pool.submit(server.post, VIDEO, files={"video": content}) for _ in range(4)]
        picture = server.post(IMAGE, files={"image": person[0]})
        assert picture.status_code == 200
        statuses = {future.result().status_code for future in videos}
    assert statuses <= {200, 503} and 200 in statuses


@pytest.mark.parametrize(
    ("name", "status"),
    [("text.mp4", 415), ("random.avi", 415), ("audio_only.mp4", 415), ("zero_length.mp4", 400), ("header40.mp4", 400),
     ("trunc70_no_moov.mp4", 400), ("stsz_2e31_samples.mp4", 400)],
)  # fmt: skip
def test_a_broken_video_is_the_client_s_fault_and_says_why(server, name, status):
    start = time.monotonic()
    content = (DATA / "awkward/video_gen" / name).read_bytes()
    error(server.post(VIDEO, files={"video": (name, content)}), status)
    assert time.monotonic() - start < 20


def test_a_cut_video_gives_what_can_be_decoded(server):
    assert embeddings(server, (DATA / "awkward/video_gen/trunc60_faststart.mp4").read_bytes())


def test_videos_leave_no_process_and_no_descriptor_behind(server):
    folder = pathlib.Path(f"/proc/{server.process.pid}/fd")
    before = len(os.listdir(folder))
    for content in (CLIP.read_bytes(), b"no video", CLIP.read_bytes()[:100_000]):
        server.post(VIDEO, files={"video": ("a.mp4", content)})
    assert children(server) == []
    assert len(os.listdir(folder)) <= before + 2  # The client's own connections.
