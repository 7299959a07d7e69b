# SPDX-License-Identifier: Apache-2.0
"""models: the list, damaged files, and graphs of the user's own."""

import pytest

import graphs
from conftest import EXIT_CODES, OBAMA, OBAMA_AGAIN, PORTRAIT, cosine, embedding, fail, run, succeed


def test_the_list_has_every_model_with_its_source_hash_and_licence():
    listed = {line["file"]: line for line in succeed("models", "list", "--json").lines}
    assert {"retinaface.onnx", "mtcnn-onet.onnx", "yunet.onnx", "arcface.onnx"} <= listed.keys()
    for line in listed.values():
        assert len(line["sha256"]) == 64 and line["licence"]
    assert listed["retinaface.onnx"]["default"] and listed["retinaface.onnx"]["role"] == "detector"
    assert listed["arcface.onnx"]["source"].startswith("npm faceplugin")
    assert "arcface *" in succeed("models", "list").out


def test_verify_accepts_what_was_fetched():
    assert all(line["state"] == "ready" for line in succeed("models", "verify", "--json").lines)


def cut(path):
    content = path.read_bytes()
    path.unlink()
    path.write_bytes(content[: len(content) // 2])


def alter(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.unlink()
    path.write_bytes(content)


def remove(path):
    path.unlink()


@pytest.mark.parametrize(
    ("harm", "code", "state"),
    [
        (remove, "unavailable", "missing"),
        (cut, "corrupt", "altered"),
        (alter, "corrupt", "altered"),
    ],
)
@pytest.mark.parametrize(
    ("file", "model", "command"),
    [
        ("retinaface.onnx", "retinaface", ["detect"]),
        ("mtcnn-rnet.onnx", "mtcnn", ["detect", "--detector", "mtcnn"]),
        ("arcface.onnx", "arcface", ["embed"]),
    ],
)
def test_a_harmed_model_is_refused_with_its_file_and_the_command_that_mends_it(
    models, harm, code, state, file, model, command
):
    harm(models / file)
    sentence = fail(code, *command, PORTRAIT, models=models)
    assert str(models / file) in sentence
    assert f"`facelatch models fetch {model}`" in sentence
    verified = run("models", "verify", "--json", models=models)
    assert verified.code == EXIT_CODES["unavailable"]
    states = {line["file"]: line["state"] for line in verified.lines if "file" in line}
    assert {name for name, each in states.items() if each != "ready"} == {file}
    assert states[file] == state


def test_an_empty_models_folder_says_how_to_fill_it(tmp_path):
    assert "facelatch models fetch" in fail("unavailable", "detect", PORTRAIT, models=tmp_path)


@pytest.mark.parametrize("batch", ["batch", 1, 4], ids=["dynamic", "one", "four"])
@pytest.mark.parametrize(
    ("like", "side", "norm"), [("arcface", 112, False), ("adaface", 112, True), ("facenet", 160, False)]
)
def test_an_embedder_of_ones_own_is_added_listed_and_used(models, tmp_path, like, side, norm, batch):
    graph = graphs.embedder(tmp_path / "w600k.onnx", batch=batch, side=side, norm=norm)
    added = succeed(
        "models", "add", graph, "--role", "embedder", "--like", like, "--json", models=models
    ).json
    assert (added["id"], added["like"], added["embedding_size"]) == ("w600k", like, 512)
    assert added["source"] == "added by the user"
    listed = succeed("models", "list", "--json", models=models).lines
    assert added["sha256"] in [line["sha256"] for line in listed if line["id"] == "w600k"]
    graph.unlink()  # The store has its own copy.
    one, two = (embedding(file, "--model", "w600k", models=models) for file in (OBAMA, OBAMA_AGAIN))
    assert len(one) == 512
    assert cosine(one, two) > 0.9


def test_two_exports_of_one_network_give_the_same_embeddings(models, tmp_path):
    vectors = []
    for batch in ("batch", 1, 2):
        graph = graphs.embedder(tmp_path / f"net-{batch}.onnx", batch=batch)
        succeed("models", "add", graph, "--role", "embedder", "--like", "arcface", models=models)
        vectors.append(embedding(PORTRAIT, "--model", f"net-{batch}", models=models))
    assert cosine(vectors[0], vectors[1]) > 0.999 and cosine(vectors[0], vectors[2]) > 0.999


@pytest.mark.parametrize("sides", [("height", "width"), (640, 640)], ids=["dynamic", "fixed"])
def test_a_scrfd_of_ones_own_is_added_and_used(models, tmp_path, sides):
    graph = graphs.scrfd(tmp_path / "det.onnx", sides=sides)
    words = ["models", "add", graph, "--role", "detector", "--like", "scrfd", "--name", "det_10g"]
    assert "--detector det_10g" in succeed(*words, models=models).out
    white = "awkward/gen/white_640.png"
    found = run("detect", "--json", "--detector", "det_10g", PORTRAIT, models=models)
    assert found.code == 0, (white, found)
    (face, *_) = found.json["faces"]
    assert len(face["landmarks"]) == 5 and face["score"] > 0.5


def test_wrong_graphs_are_refused_in_one_sentence(models, tmp_path):
    def refuse(graph, role, like):
        return fail(
            "unsupported_format", "models", "add", graph, "--role", role, "--like", like, models=models
        )

    arcface = graphs.embedder(tmp_path / "arcface-like.onnx")
    assert "anyx3x112x112" in refuse(arcface, "embedder", "facenet")
    assert "SCRFD" in refuse(arcface, "detector", "scrfd")
    assert "The graph" in refuse(graphs.scrfd(tmp_path / "s.onnx"), "embedder", "arcface")
    few = graphs.embedder(tmp_path / "few.onnx", values=2)
    assert "gives anyx2" in refuse(few, "embedder", "arcface")
    text = tmp_path / "text.onnx"
    text.write_text("not a graph")
    assert str(text) in refuse(text, "embedder", "arcface")
    half = tmp_path / "half.onnx"
    half.write_bytes(arcface.read_bytes()[:5000])
    refuse(half, "embedder", "arcface")
    assert not list(models.glob("own-*")) and not (models / "user-models.toml").exists()


def test_names_that_exist_or_are_none_are_refused(models, tmp_path):
    graph = graphs.embedder(tmp_path / "mine.onnx")
    add = ["models", "add", graph, "--role", "embedder", "--like", "arcface"]
    assert "arcface" in fail("already_exists", *add, "--name", "arcface", models=models)
    fail("invalid_argument", *add, "--name", "../mine", models=models)
    succeed(*add, models=models)
    fail("already_exists", *add, models=models)
    succeed("models", "remove", "mine", models=models)
    fail("not_found", "models", "remove", "mine", models=models)
    fail("not_found", "models", "remove", "arcface", models=models)
    assert not list(models.glob("own-*"))
    succeed(*add, models=models)


def test_a_harmed_graph_of_ones_own_is_put_back_by_the_command_that_is_named(models, tmp_path):
    graph = graphs.embedder(tmp_path / "mine.onnx")
    add = ["models", "add", graph, "--role", "embedder", "--like", "arcface"]
    succeed(*add, models=models)
    (copy,) = models.glob("own-*")
    cut(copy)
    sentence = fail("corrupt", "embed", "--model", "mine", PORTRAIT, models=models)
    assert "`facelatch models add FILE --role embedder --like arcface --name mine`" in sentence
    succeed(*add, models=models)
    succeed("embed", "--model", "mine", PORTRAIT, models=models)


def test_a_catalogue_of_ones_own_that_cannot_be_read_is_named(models):
    (models / "user-models.toml").write_text("schema = 1\n[[[")
    assert "user-models.toml" in fail("corrupt", "detect", PORTRAIT, models=models)
