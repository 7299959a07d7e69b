# SPDX-License-Identifier: Apache-2.0
"""rival_server.py NAME MODELS HOME PORT: serves DeepFace's own API, or UniFace behind FastAPI."""

import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))
import rival  # noqa: E402  (sets the environment that DeepFace reads)


def serve_deepface(models: pathlib.Path, home: pathlib.Path, port: int) -> None:
    rival.prepare_deepface(models, home)
    os.execv(sys.executable, [sys.executable, "-m", "gunicorn", "--workers=1", "--timeout=3600",
                              f"--bind=127.0.0.1:{port}", "deepface.api.src.app:create_app()"])


def serve_uniface(models: pathlib.Path, home: pathlib.Path, port: int) -> None:
    import cv2
    import fastapi
    import numpy
    import uvicorn

    analyse = rival.uniface_on_pictures(models, home)
    app = fastapi.FastAPI()

    @app.post("/embed")
    def embed(body: bytes = fastapi.Body(media_type="image/jpeg")):
        picture = cv2.imdecode(numpy.frombuffer(body, numpy.uint8), cv2.IMREAD_COLOR)
        return {"embeddings": [embedding.tolist() for embedding in analyse(picture)]}

    uvicorn.run(app, port=port, log_level="error")


if __name__ == "__main__":
    name, models, home, port = sys.argv[1:5]
    {"deepface": serve_deepface, "uniface": serve_uniface}[name](pathlib.Path(models), pathlib.Path(home), int(port))
