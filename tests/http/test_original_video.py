# SPDX-License-Identifier: Apache-2.0
"""POST /extract_embeddings_from_video, and that the faults of the old service are gone."""

import concurrent.futures
import socket

from service import DATA
from test_original_routes import IMAGE, cosine, error

VIDEO = "/extract_embeddings_from_video"
CLIP = DATA / "video_dev/liveportrait_d12.mp4"


def embeddings(server, content, name="clip.mp4"):
    answer = server.post(VIDEO, files={"video": (name, content)})
    assert answer.status_code == 200, answer.text[:500]
    return answer.json()["embeddings"]


def test_a_video_becomes_five_embeddings_of_each_sharp_face(server):
    found = embeddings(server, CLIP.read_bytes())
    assert found and len(found) % 5 == 0
    assert {len(values) for values in found} == {512}
    # One person, frame after frame; and each crop is like its own copies turned a little.
    assert min(cosine(found[0], values) for values in found[::5]) > 0.5
    for first in range(0, len(found), 5):
        assert all(0.3 < cosine(found[first], turned) < 0.9999 for turned in found[first + 1 : first + 5])


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
