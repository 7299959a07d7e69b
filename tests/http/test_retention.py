# SPDX-License-Identifier: Apache-2.0
"""Templates whose time is over go away by themselves while the server runs."""

import contextlib
import pathlib
import sqlite3
import time

from service import people, running


def test_an_expired_template_leaves_rows_index_and_free_pages():
    with running("--models", "sface", "--detectors", "retinaface") as server:
        server.wait_until_ready()
        folder = pathlib.Path(server.store.name)
        face = people(1)[0][0].read_bytes()
        person = server.post("/v1/people", json={"name": "Ada", "consent": "I agree.", "retention_days": 1}).json()["id"]
        sent = [("image", ("a.jpg", face))] * 3
        assert server.post(f"/v1/people/{person}/templates", files=sent).status_code == 201

        def identify() -> dict:
            return server.post("/v1/identify", files={"image": face}).json()

        assert (identify()["person"], identify()["templates"]) == (person, 1)
        # A day later is now.
        with contextlib.closing(sqlite3.connect(folder / "facelatch.db", isolation_level=None)) as database:
            (sealed,) = database.execute("SELECT sealed FROM templates").fetchone()
            database.execute("UPDATE templates SET expires_ms = ?", (int(time.time() * 1000) + 500,))

        def is_on_disk() -> bool:
            return any(sealed in file.read_bytes() for file in folder.iterdir())

        assert is_on_disk()
        deadline = time.monotonic() + 30
        while server.get(f"/v1/people/{person}").json()["templates"]:
            assert time.monotonic() < deadline, "the template is still there"
            time.sleep(0.1)
        while is_on_disk():
            assert time.monotonic() < deadline, "the template is still in a free page or in the log"
            time.sleep(0.1)
        assert (identify()["person"], identify()["templates"]) == (None, 0)
        actions = [line["action"] for line in server.get("/v1/audit").json()["lines"]]
        assert "templates_expired" in actions
