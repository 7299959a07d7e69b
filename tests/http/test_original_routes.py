# SPDX-License-Identifier: Apache-2.0
"""The four routes that keep their shape for good, and that the faults of the old service are gone."""

import concurrent.futures
import io
import json
import math
import subprocess

import PIL.Image
import pytest

from service import DATA

IMAGE = "/extract_embeddings_from_image"
COMPARE = "/compare_embeddings"


def embedding(server, picture, name="photo.jpg"):
    answer = server.post(IMAGE, files={"image": (name, picture)})
    assert answer.status_code == 200, answer.text
    return answer.json()["embedding"]


def cosine(first, second):
    return sum(a * b for a, b in zip(first, second, strict=True))


def error(answer, status):
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/json"
    body = answer.json()
    assert set(body) == {"error"}
    for secret in ("Traceback", "/src/", "std::", ".cpp", "OpenVINO"):
        assert secret not in body["error"]
    return body["error"]


def test_the_root_says_welcome_in_plain_text(server):
    answer = server.get("/")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert "Welcome" in answer.text


def test_a_picture_becomes_512_numbers_of_unit_length(server, person):
    values = embedding(server, person[0])
    assert len(values) == 512
    assert math.isclose(cosine(values, values), 1, abs_tol=1e-4)


def test_curl_with_a_form_gets_the_same_answer(server, person, tmp_path):
    path = tmp_path / "a b.jpg"
    path.write_bytes(person[0])
    command = ["curl", "-s", "-F", f"image=@{path}", server.url + IMAGE]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert json.loads(output)["embedding"] == embedding(server, person[0])


def test_one_person_is_more_alike_than_two(server, person, stranger):
    first, second = (embedding(server, picture) for picture in person)
    assert cosine(first, second) > 0.4 > cosine(first, embedding(server, stranger))


def test_the_largest_face_of_several_is_taken(server, person, stranger):
    small, large = PIL.Image.open(io.BytesIO(stranger)), PIL.Image.open(io.BytesIO(person[0]))
    both = PIL.Image.new("RGB", (900, 600))
    both.paste(small.resize((200, 200)), (20, 20))
    both.paste(large.resize((600, 600)), (300, 0))
    stream = io.BytesIO()
    both.save(stream, "PNG")
    assert cosine(embedding(server, stream.getvalue()), embedding(server, person[0])) > 0.8


def test_no_face_is_a_400_with_the_sentence_that_clients_know(server, faceless):
    answer = server.post(IMAGE, files={"image": ("a.jpg", faceless)})
    assert error(answer, 400) == "No face detected"


def test_a_client_s_file_name_is_never_a_path(server, person, tmp_path):
    target = tmp_path / "written.jpg"
    plain = embedding(server, person[0])
    for name in (f"../../../../../..{target}", str(target), "..\\..\\evil.jpg", "a" * 255, "über 脸.jpg"):
        assert embedding(server, person[0], name) == plain
    assert not target.exists()


def test_two_clients_with_the_same_file_name_get_their_own_answers(server, person, stranger):
    pictures = [person[0], stranger] * 6
    wanted = [embedding(server, picture) for picture in pictures[:2]] * 6
    with concurrent.futures.ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda picture: embedding(server, picture, "photo.jpg"), pictures))
    assert answers == wanted


def test_a_missing_field_is_a_400(server, person):
    assert "image" in error(server.post(IMAGE, files={"picture": ("a.jpg", person[0])}), 400)
    assert "image" in error(server.post(IMAGE, data={"a": "b"}), 400)
    assert "image" in error(server.post(IMAGE), 400)


@pytest.mark.parametrize(
    ("name", "status"),
    [("text.jpg", 415), ("pdf.jpg", 415), ("zero_length.jpg", 400), ("one_byte.png", 415), ("trunc_10.jpg", 400),
     ("soi_only.jpg", 415), ("bomb_20000x20000_rgb.png", 413), ("bomb_header_65500.jpg", 413)],
)  # fmt: skip
def test_a_broken_file_is_the_client_s_fault_and_says_why(server, name, status):
    path = DATA / "awkward/gen" / name
    content = path.read_bytes()
    error(server.post(IMAGE, files={"image": (name, content)}), status)


def test_an_upload_beyond_the_limit_is_refused_before_it_is_read(server):
    answer = server.post(IMAGE, data=b"\xff\xd8" + bytes(40 << 20), headers={"Content-Type": "image/jpeg"})
    error(answer, 413)


@pytest.mark.parametrize("orientation", range(2, 9))
def test_a_turned_photo_of_a_phone_gives_the_same_face(server, orientation):
    folder = DATA / "awkward/gen"
    upright = embedding(server, (folder / "exif_1.jpg").read_bytes())
    turned = embedding(server, (folder / f"exif_{orientation}.jpg").read_bytes())
    # Four of the eight orientations are mirrored, and the files show one scene in all of them.
    assert cosine(upright, turned) > 0.9


def compare(server, first, second):
    return server.post(COMPARE, json={"embedding1": first, "embedding2": second})


def test_the_similarity_is_the_cosine_whatever_the_lengths_of_the_vectors(server):
    assert compare(server, [1, 0], [2, 0]).json() == {"similarity": 1}
    assert compare(server, [3, 0], [0, 5]).json() == {"similarity": 0}
    assert compare(server, [1.5, 2.5], [-3, -5]).json()["similarity"] == pytest.approx(-1)


def test_vectors_that_cannot_be_compared_are_a_400_with_a_sentence(server):
    error(compare(server, [1, 2, 3], [1, 2]), 400)
    error(compare(server, [0, 0], [1, 2]), 400)
    error(compare(server, [], [1]), 400)
    error(compare(server, ["1"], [1]), 400)
    error(compare(server, [[1]], [1]), 400)
    error(compare(server, 1, 2), 400)
    error(compare(server, [1] * 20000, [1] * 20000), 400)
    error(server.post(COMPARE, json={"embedding1": [1]}), 400)


@pytest.mark.parametrize("body", ["", "{", "[1]", "null", '{"embedding1":[1e999],"embedding2":[1]}',
                                  '{"embedding1":[NaN],"embedding2":[1]}', '{"embedding1":' + "[" * 500])
def test_what_is_no_json_is_a_400(server, body):
    error(server.post(COMPARE, data=body, headers={"Content-Type": "application/json"}), 400)


def test_a_wrong_method_is_told_which_there_are(server):
    answer = server.get(IMAGE)
    error(answer, 405)
    assert answer.headers["Allow"] == "POST, OPTIONS"


def test_several_pictures_are_analysed_at_once(server, person):
    """The old service answered one request at a time."""
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        slow = [pool.submit(embedding, server, person[0]) for _ in range(16)]
        assert server.get("/healthz").elapsed.total_seconds() < 1
        assert len({json.dumps(future.result()) for future in slow}) == 1


def test_memory_stays_flat(server, person):
    for _ in range(50):
        embedding(server, person[0])
    before = server.resident_bytes()
    for _ in range(200):
        embedding(server, person[0])
    assert server.resident_bytes() < before * 1.05
