# SPDX-License-Identifier: Apache-2.0
"""The audit log as a console reads it."""

import pathlib
import sqlite3

import pytest

from service import running


@pytest.fixture(name="desk")
def fixture_desk():
    with running("--models", "arcface", "--detectors", "retinaface") as started:
        yield started.wait_until_ready()


def add(desk, name: str) -> str:
    return desk.post("/v1/people", json={"name": name, "consent": "I agree."}).json()["id"]


def test_the_log_is_read_in_pages_and_by_filters(desk):
    ada, bob = add(desk, "Ada"), add(desk, "Bob")
    desk.delete(f"/v1/people/{ada}")
    first = desk.get("/v1/audit?count=2").json()
    second = desk.get(f"/v1/audit?count=2&before={first['next']}").json()
    lines = first["lines"] + second["lines"]
    assert [(line["action"], line["person"]) for line in lines] == [
        ("person_deleted", ada), ("person_created", bob), ("person_created", ada)]
    assert second["next"] is None
    assert "Ada" not in desk.get("/v1/audit").text

    def numbers(**filters) -> list[int]:
        return [line["number"] for line in desk.get("/v1/audit", params=filters).json()["lines"]]

    assert numbers(person=ada) == [3, 1]
    assert numbers(action="person_created", client="local", outcome="done") == [2, 1]
    assert numbers(until="2000-01-01T00:00:00Z") == numbers(client="cli") == []
    assert numbers(**{"from": "2000-01-01T00:00:00Z"}) == [3, 2, 1]
    for wrong in ("count=0", "before=x", "from=yesterday", "actions=a"):
        answer = desk.get(f"/v1/audit?{wrong}")
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid_argument"), wrong


def test_a_change_of_the_log_and_an_older_store_are_found(desk):
    add(desk, "Ada")
    head = desk.get("/v1/audit/verify").json()
    assert head["intact"] and head["lines"] == 1 and head["problem"] is None
    add(desk, "Bob")
    assert desk.get("/v1/audit/verify", params={"at": head["head"]}).json()["intact"]
    other = desk.get("/v1/audit/verify", params={"at": "1:" + "0" * 64}).json()
    assert not other["intact"] and "noted earlier" in other["problem"]
    assert desk.get("/v1/audit/verify", params={"at": "1:x"}).status_code == 400
    with sqlite3.connect(pathlib.Path(desk.store.name) / "facelatch.db") as database:
        database.execute("UPDATE audit SET person = 'somebody' WHERE number = 1")
    changed = desk.get("/v1/audit/verify").json()
    assert not changed["intact"] and "line 1" in changed["problem"]
