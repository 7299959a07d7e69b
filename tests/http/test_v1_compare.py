# SPDX-License-Identifier: Apache-2.0
"""POST /v1/compare, and what the server says of itself."""

import base64

import pytest

from test_v1_pictures import problem


def embed(server, picture, **options):
    body = server.post("/v1/embed", files={"image": picture}, data={"faces": "largest", **options}).json()
    return body["faces"][0]["embedding"]


def test_one_person_is_the_same_and_a_stranger_is_not(server, person, stranger):
    same = server.post("/v1/compare", files={"image1": person[0], "image2": person[1]}).json()
    other = server.post("/v1/compare", files={"image1": person[0], "image2": stranger}).json()
    assert same["same_person"] and not other["same_person"]
    assert same["similarity"] >= same["threshold"] > other["similarity"]
    assert same["false_accept_rate"] == 0.001
    assert 0.9 < same["true_accept_rate"] <= 1
    assert same["distances"]["cosine"] == pytest.approx(1 - same["similarity"], abs=1e-5)
    assert same["face1"]["quality"]["total"] > 0


def test_pictures_and_embeddings_mix(server, person):
    second = embed(server, person[1])
    packed = embed(server, person[1], encoding="base64")
    picture = base64.b64encode(person[0]).decode()
    wanted = server.post("/v1/compare", files={"image1": person[0], "image2": person[1]}).json()
    for body in ({"image1": picture, "embedding2": second}, {"image1": picture, "embedding2": packed},
                 {"embedding1": embed(server, person[0]), "embedding2": second}):  # fmt: skip
        answer = server.post("/v1/compare", json=body).json()
        assert answer["similarity"] == pytest.approx(wanted["similarity"], abs=1e-5)
        assert ("face1" in answer) == ("image1" in body)
    form = server.post("/v1/compare", files={"image1": person[0]}, data={"embedding2": packed}).json()
    assert form["similarity"] == pytest.approx(wanted["similarity"], abs=1e-5)


def test_a_stricter_rate_asks_for_a_higher_threshold(server, person):
    files = {"image1": person[0], "image2": person[1]}
    thresholds = [server.post("/v1/compare", files=files, data={"far": far}).json()["threshold"]
                  for far in ("0.01", "0.001", "0.0001")]  # fmt: skip
    assert thresholds == sorted(set(thresholds))


def test_what_was_not_measured_is_not_claimed(server, person):
    files = {"image1": person[0], "image2": person[1]}
    answer = server.post("/v1/compare", files=files, data={"far": "1e-9"}).json()
    assert answer["similarity"] > 0.3
    assert answer["same_person"] is answer["threshold"] is answer["false_accept_rate"] is None


@pytest.mark.parametrize(
    "body",
    [{}, {"embedding1": [1.0] * 512}, {"embedding1": [1.0] * 512, "embedding2": [1.0] * 128},
     {"embedding1": [1.0] * 512, "embedding2": [0.0] * 512}, {"embedding1": [1.0] * 512, "embedding2": "AAA"},
     {"embedding1": [1.0] * 512, "embedding2": [1.0] * 512, "far": 0},
     {"embedding1": [1.0] * 512, "embedding2": [1.0] * 512, "faces": "all"}],
)  # fmt: skip
def test_two_that_cannot_be_compared_are_a_400(server, body):
    problem(server.post("/v1/compare", json=body), 400, "invalid_argument")


def test_a_side_is_a_picture_or_an_embedding_and_not_both(server, person):
    files = {"image1": person[0], "image2": person[1]}
    values = str(embed(server, person[0]))
    problem(server.post("/v1/compare", files=files, data={"embedding1": values}), 400, "invalid_argument")


def test_the_picture_without_a_face_is_named(server, person, faceless):
    answer = server.post("/v1/compare", files={"image1": person[0], "image2": faceless})
    assert "image2" in problem(answer, 422, "no_face")


def test_models_and_info_say_what_there_is(server):
    models = server.get("/v1/models").json()
    assert [model["id"] for model in models["detectors"] if model["default"]] == ["retinaface"]
    assert [model["id"] for model in models["models"] if model["default"]] == ["arcface"]
    info = server.get("/v1/info").json()
    assert info["limits"]["picture_bytes"] == 20 << 20
    assert any(entry["detector"] == "mtcnn" for entry in info["calibration"])


def test_the_docs_need_nobody_else(server):
    page = server.get("/docs")
    assert page.headers["Content-Type"].startswith("text/html")
    assert "http" not in page.text
    for path in ("/docs/start.js", "/docs/swagger-ui-bundle.js", "/docs/swagger-ui.css"):
        assert path in page.text
        assert server.get(path).status_code == 200
    assert "'self'" in page.headers["Content-Security-Policy"]
