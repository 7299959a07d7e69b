# SPDX-License-Identifier: Apache-2.0
"""POST /represent and /verify as clients of DeepFace call them, without its faults."""

import base64

import pytest


def data_uri(picture):
    return "data:image/jpeg;base64," + base64.b64encode(picture).decode()


def test_represent_answers_as_deepface_does(server, person):
    for options in ({"json": {"img": data_uri(person[0]), "model_name": "ArcFace", "detector_backend": "mtcnn"}},
                    {"files": {"img": person[0]}, "data": {"detector_backend": "mtcnn"}},
                    {"data": {"img": data_uri(person[0]), "detector_backend": "mtcnn"}}):  # fmt: skip
        answer = server.post("/represent", **options)
        assert answer.status_code == 200, answer.text
        result = answer.json()["results"][0]
        assert len(result["embedding"]) == 512
        assert 0.9 < result["face_confidence"] <= 1
        area = result["facial_area"]
        assert all(isinstance(area[name], int) for name in "xywh")
        # The left eye of the person who is seen is on the viewer's right.
        assert area["left_eye"][0] > area["right_eye"][0]


def test_verify_answers_as_deepface_does(server, person, stranger):
    same = server.post("/verify", json={"img1": data_uri(person[0]), "img2": data_uri(person[1])}).json()
    other = server.post("/verify", files={"img1": person[0], "img2": stranger}).json()
    assert set(same) == {"verified", "distance", "threshold", "confidence", "model", "detector_backend",
                         "similarity_metric", "facial_areas", "time"}  # fmt: skip
    assert (same["model"], same["similarity_metric"]) == ("ArcFace", "cosine")
    assert set(same["facial_areas"]) == {"img1", "img2"}
    assert same["verified"] and same["distance"] <= same["threshold"] and same["confidence"] >= 51
    assert not other["verified"] and other["distance"] > other["threshold"] and other["confidence"] <= 49


@pytest.mark.parametrize("metric", ["cosine", "euclidean", "euclidean_l2", "angular"])
def test_every_metric_agrees_on_who_is_who(server, person, stranger, metric):
    for second, verified in ((person[1], True), (stranger, False), (person[0], True)):
        files = {"img1": person[0], "img2": second}
        answer = server.post("/verify", files=files, data={"distance_metric": metric}).json()
        assert answer["verified"] is verified
        assert (answer["distance"] <= answer["threshold"]) is verified


def test_false_in_a_form_is_false(server, faceless):
    """DeepFace reads every text as true."""
    strict = server.post("/represent", files={"img": faceless}, data={"enforce_detection": "true"})
    assert (strict.status_code, list(strict.json())) == (400, ["error"])
    lenient = server.post("/represent", files={"img": faceless}, data={"enforce_detection": "false"})
    assert lenient.status_code == 200, lenient.text
    result = lenient.json()["results"][0]
    assert result["face_confidence"] == 0
    assert [result["facial_area"][name] for name in "xywh"] == [0, 0, 320, 240]


def test_unaligned_faces_differ_a_little(server, person):
    aligned = server.post("/represent", files={"img": person[0]}).json()["results"][0]
    loose = server.post("/represent", files={"img": person[0]}, data={"align": "false"}).json()["results"][0]
    assert loose["facial_area"]["w"] == aligned["facial_area"]["w"]
    assert loose["embedding"] != aligned["embedding"]


@pytest.mark.parametrize("img", ["https://example.org/a.jpg", "/etc/passwd", "tests/dataset/img1.jpg", "abc"])
def test_addresses_and_paths_are_never_followed(server, img):
    answer = server.post("/represent", json={"img": img})
    assert answer.status_code == 400
    assert "Traceback" not in answer.text


@pytest.mark.parametrize("body", [{}, {"img": 7}, {"model_name": "VGG-Face"}, {"detector_backend": "opencv"},
                                  {"anti_spoofing": True}, {"max_faces": 0}])
def test_what_we_do_not_have_is_a_400_with_a_sentence(server, person, body):
    answer = server.post("/represent", json={"img": data_uri(person[0]), **body} if body else {})
    assert answer.status_code == 400
    assert len(answer.json()["error"]) > 10


def test_an_unreadable_picture_is_an_exception(server):
    answer = server.post("/represent", files={"img": b"no picture"})
    assert (answer.status_code, list(answer.json())) == (400, ["exception"])
