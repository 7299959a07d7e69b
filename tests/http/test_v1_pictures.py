# SPDX-License-Identifier: Apache-2.0
"""POST /v1/detect, /v1/embed and /v1/batch/embed as their users call them."""

import base64
import io
import json
import struct

import PIL.Image
import pytest

from service import people


def problem(answer, status, code):
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert (body["status"], body["code"]) == (status, code)
    assert body["request_id"] == answer.headers["X-Request-Id"]
    return body["detail"]


def ways_to_send(picture):
    """The same picture in every way that the API takes."""
    text = base64.b64encode(picture).decode()
    return {
        "form": {"files": {"image": ("a.jpg", picture, "image/jpeg")}},
        "form with base64": {"files": {"image": (None, text)}},
        "body": {"data": picture, "headers": {"Content-Type": "image/jpeg"}},
        "body without a type": {"data": picture},
        "body as curl claims it": {
            "data": picture,
            "headers": {"Content-Type": "application/x-www-form-urlencoded"},
        },
        "json": {"json": {"image": text}},
        "json with a data uri": {"json": {"image": "data:image/jpeg;base64," + text}},
    }


WAYS = list(ways_to_send(b""))


@pytest.mark.parametrize("way", WAYS)
def test_detect_takes_a_picture_in_every_way(server, person, way):
    answer = server.post("/v1/detect", **ways_to_send(person[0])[way])
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert (body["width"], body["height"], body["detector"]) == (250, 250, "retinaface")
    face = body["faces"][0]
    assert 0.9 < face["score"] <= 1
    assert face["box"]["x"] < face["landmarks"][0][0] < face["landmarks"][1][0]
    assert "quality" not in face


def test_detect_finds_no_face_where_there_is_none(server, faceless):
    answer = server.post("/v1/detect", files={"image": faceless})
    assert (answer.status_code, answer.json()["faces"]) == (200, [])


@pytest.mark.parametrize("detector", ["retinaface", "mtcnn", "yunet"])
@pytest.mark.parametrize(("model", "size"), [("arcface", 512), ("arcface-small", 192), ("sface", 128)])
def test_every_request_chooses_its_models(server, person, detector, model, size):
    answer = server.post("/v1/embed", files={"image": person[0]}, data={"detector": detector, "model": model})
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert (body["detector"], body["model"]) == (detector, model)
    assert len(body["faces"][0]["embedding"]) == size


def test_options_stand_in_the_form_in_json_or_in_the_query(server, person):
    text = base64.b64encode(person[0]).decode()
    answers = [
        server.post("/v1/detect", files={"image": person[0]}, data={"quality": "true", "max_faces": "1"}),
        server.post("/v1/detect", json={"image": text, "quality": True, "max_faces": 1}),
        server.post("/v1/detect?quality=true&max_faces=1", data=person[0]),
    ]
    faces = [answer.json()["faces"] for answer in answers]
    assert faces[0] == faces[1] == faces[2]
    assert 0 <= faces[0][0]["quality"]["total"] <= 1


def test_false_in_a_form_is_false(server, person):
    for text in ("false", "False", "0", "no", "off"):
        answer = server.post("/v1/detect", files={"image": person[0]}, data={"quality": text})
        assert "quality" not in answer.json()["faces"][0]
    answer = server.post("/v1/detect", files={"image": person[0]}, data={"quality": "perhaps"})
    assert "quality" in problem(answer, 400, "invalid_argument")


@pytest.mark.parametrize(
    "options",
    [{"max_faces": 0}, {"max_faces": "3"}, {"max_faces": 1.5}, {"min_score": 2}, {"min_score": None},
     {"faces": "some"}, {"faces": 1}, {"detector": "haar"}, {"detector": ""}, {"model": "vgg"}, {"side": 1e9},
     {"mirror": "true"}, {"colour": "red"}, {"image": 7}, {"image": ["a"]}, {"encoding": "hex"}],
)  # fmt: skip
def test_an_option_that_is_wrong_or_unknown_is_a_400_that_names_it(server, person, options):
    body = {"image": base64.b64encode(person[0]).decode(), **options}
    detail = problem(server.post("/v1/embed", json=body), 400, "invalid_argument")
    assert next(iter(options)) in detail or "This server has no" in detail


def test_a_field_given_twice_is_a_400(server, person):
    files = [("image", ("a.jpg", person[0])), ("image", ("b.jpg", person[0]))]
    problem(server.post("/v1/detect", files=files), 400, "invalid_argument")
    answer = server.post("/v1/detect?side=640", files={"image": person[0]}, data={"side": "320"})
    problem(answer, 400, "invalid_argument")


@pytest.mark.parametrize(
    "image",
    ["http://127.0.0.1:1/a.jpg", "HTTPS://example.org/a.jpg", "file:///etc/passwd", "/etc/passwd", "/etc/shadow1",
     "../../secret.jpg", "C:\\a.jpg", "data:image/jpeg,abc", "data:image/jpeg;base64,###", "###", "data:"],
)  # fmt: skip
def test_addresses_and_paths_are_never_followed(server, image):
    problem(server.post("/v1/detect", json={"image": image}), 400, "invalid_argument")
    problem(server.post("/v1/detect", files={"image": (None, image)}), 400, "invalid_argument")


def test_what_is_no_picture_is_a_415_and_half_a_picture_a_400(server, person):
    problem(server.post("/v1/detect", files={"image": b"hello"}), 415, "unsupported_format")
    problem(server.post("/v1/detect", data="hello", headers={"Content-Type": "text/plain"}), 415, "unsupported_format")
    problem(server.post("/v1/detect", data=person[0][:2000]), 400, "corrupt")
    problem(server.post("/v1/detect"), 400, "invalid_argument")


def test_embed_needs_a_face_and_can_ask_for_a_good_one(server, person, faceless):
    problem(server.post("/v1/embed", files={"image": faceless}), 422, "no_face")
    small = io.BytesIO()
    PIL.Image.open(io.BytesIO(person[0])).resize((70, 70)).resize((250, 250)).save(small, "JPEG")
    answer = server.post("/v1/embed", files={"image": small.getvalue()}, data={"min_quality": 1})
    problem(answer, 422, "low_quality")


def test_embeddings_come_as_numbers_base64_or_bytes(server, person):
    numbers = server.post("/v1/embed", files={"image": person[0]}).json()["faces"][0]["embedding"]
    text = server.post("/v1/embed", files={"image": person[0]}, data={"encoding": "base64"}).json()
    binary = server.post("/v1/embed", files={"image": person[0]}, headers={"Accept": "application/octet-stream"})
    assert binary.headers["Content-Type"] == "application/octet-stream"
    assert (binary.headers["Facelatch-Model"], binary.headers["Facelatch-Faces"]) == ("arcface", "1")
    assert base64.b64decode(text["faces"][0]["embedding"]) == binary.content
    assert list(struct.unpack("<512f", binary.content)) == pytest.approx(numbers)


@pytest.mark.parametrize(("crops", "kind"), [("jpeg", "JPEG"), ("png", "PNG")])
def test_crops_are_aligned_faces(server, person, crops, kind):
    body = server.post("/v1/embed", files={"image": person[0]}, data={"crops": crops, "faces": "largest"}).json()
    crop = PIL.Image.open(io.BytesIO(base64.b64decode(body["faces"][0]["crop"])))
    assert (crop.format, crop.size) == (kind, (112, 112))


def lines(answer):
    assert answer.headers["Content-Type"] == "application/x-ndjson"
    return [json.loads(line) for line in answer.text.splitlines()]


def test_a_batch_answers_in_order_and_one_bad_picture_stops_nobody(server, person, faceless):
    pictures = [path.read_bytes() for path, _ in people(5)]
    files = [("images", (f"{number}.jpg", picture)) for number, picture in enumerate(pictures)]
    files.insert(1, ("images", ("none.jpg", faceless)))
    files.insert(3, ("images", ("bad.jpg", b"bad")))
    answers = lines(server.post("/v1/batch/embed", files=files))
    assert [answer["index"] for answer in answers] == list(range(7))
    assert [answer["name"] for answer in answers] == [file[1][0] for file in files]
    assert [answer.get("error", {}).get("code") for answer in answers] == [
        None, "no_face", None, "unsupported_format", None, None, None,
    ]  # fmt: skip
    alone = server.post("/v1/embed", files={"image": pictures[0]}).json()
    assert answers[0]["faces"] == alone["faces"]


def test_a_batch_may_be_json(server, person):
    text = base64.b64encode(person[0]).decode()
    body = {"images": [text, "https://example.org/a.jpg", 7, text], "encoding": "base64"}
    answers = lines(server.post("/v1/batch/embed", json=body))
    assert [answer.get("error", {}).get("status") for answer in answers] == [None, 400, 400, None]


def test_a_batch_that_is_empty_or_too_large_is_refused_as_a_whole(server, person):
    problem(server.post("/v1/batch/embed", json={"images": []}), 400, "invalid_argument")
    problem(server.post("/v1/batch/embed", json={"images": ["AAAA"] * 257}), 413, "too_large")
    files = [("images", ("a.jpg", b"a"))] * 257
    problem(server.post("/v1/batch/embed", files=files), 413, "too_large")
