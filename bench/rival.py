# SPDX-License-Identifier: Apache-2.0
"""rival.py NAME MODELS FOLDER COUNT: the mean time of one rival from a picture's file to its
embeddings, as one JSON line. Our ArcFace weights take the place of its own, so that nothing is
downloaded and the arithmetic is the same."""

import json
import os
import pathlib
import resource
import shutil
import sys
import tempfile
import time

os.environ.update(TF_CPP_MIN_LOG_LEVEL="3", CUDA_VISIBLE_DEVICES="", DEEPFACE_LOG_LEVEL="40",
                  DEEPFACE_BACKEND_ENGINE="onnx")
SUFFIXES = {".jpg", ".jpeg", ".png"}


def for_deepface(graph: pathlib.Path, target: pathlib.Path) -> None:
    """DeepFace feeds n x 112 x 112 x 3 values in 0..1; the graph wants 1 x 3 x 112 x 112 in -1..1."""
    import numpy
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    model = onnx.load(graph)
    net = model.graph
    entry, result = net.input[0].name, net.output[0].name
    net.initializer.extend([numpy_helper.from_array(numpy.float32(2), "two"),
                            numpy_helper.from_array(numpy.float32(1), "one")])
    before = [helper.make_node("Mul", ["picture", "two"], ["doubled"]),
              helper.make_node("Sub", ["doubled", "one"], ["centred"]),
              helper.make_node("Transpose", ["centred"], [entry], perm=[0, 3, 1, 2])]
    nodes = before + list(net.node)
    del net.node[:]
    net.node.extend(nodes)
    reshapes = {node.input[1] for node in nodes if node.op_type == "Reshape"}
    for constant in net.initializer:
        if constant.name in reshapes:
            constant.CopyFrom(numpy_helper.from_array(numpy.array([-1, 512], numpy.int64), constant.name))
    del net.input[:], net.output[:], net.value_info[:]
    net.input.append(helper.make_tensor_value_info("picture", TensorProto.FLOAT, ["n", 112, 112, 3]))
    net.output.append(helper.make_tensor_value_info(result, TensorProto.FLOAT, ["n", 512]))
    onnx.save(model, target)


def prepare_deepface(models: pathlib.Path, home: pathlib.Path) -> None:
    """Puts the weights where DeepFace looks for them; to be called before it is imported."""
    weights = home / ".deepface" / "weights"
    weights.mkdir(parents=True)
    os.environ["DEEPFACE_HOME"] = str(home)
    for_deepface(models / "arcface.onnx", weights / "arcface_weights.onnx")


def deepface(models: pathlib.Path, home: pathlib.Path):
    prepare_deepface(models, home)
    from deepface import DeepFace

    def embed(file: str) -> int:
        return len(DeepFace.represent(file, model_name="ArcFace", detector_backend="mtcnn",
                                      enforce_detection=False))
    return embed


def uniface_on_pictures(models: pathlib.Path, home: pathlib.Path):
    """From a picture (blue, green, red) to the embeddings of its faces."""
    os.environ["UNIFACE_CACHE_DIR"] = str(home)
    shutil.copy(models / "retinaface.onnx", home / "retinaface_mnet025.onnx")
    import numpy
    import onnxruntime
    from uniface import face_utils
    from uniface.constants import RetinaFaceWeights
    from uniface.detection import RetinaFace

    detector = RetinaFace(model_name=RetinaFaceWeights.MNET_025)
    embedder = onnxruntime.InferenceSession(models / "arcface.onnx")
    entry = embedder.get_inputs()[0].name

    def analyse(picture) -> list:
        embeddings = []
        for face in detector.detect(picture):
            crop = face_utils.face_alignment(picture, face.landmarks)
            crop = crop[0] if isinstance(crop, tuple) else crop
            planes = ((crop.astype(numpy.float32) - 127.5) / 127.5).transpose(2, 0, 1)[None]
            embeddings.append(embedder.run(None, {entry: planes})[0][0])
        return embeddings
    return analyse


def uniface(models: pathlib.Path, home: pathlib.Path):
    import cv2

    analyse = uniface_on_pictures(models, home)
    return lambda file: len(analyse(cv2.imread(file)))


def main() -> None:
    name, models, folder, count = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])
    files = sorted(str(file) for file in pathlib.Path(folder).rglob("*")
                   if file.suffix.lower() in SUFFIXES)[:count]
    with tempfile.TemporaryDirectory() as home:
        start = time.perf_counter()
        embed = {"uniface": uniface, "deepface": deepface}[name](models, pathlib.Path(home))
        embed(files[0])
        first = time.perf_counter() - start
        start = time.perf_counter()
        faces = sum(embed(file) for file in files)
        mean = (time.perf_counter() - start) / len(files)
    print(json.dumps({"mean": 1000 * mean, "first": 1000 * first, "faces": faces,
                      "mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))


if __name__ == "__main__":
    main()
