# SPDX-License-Identifier: Apache-2.0
"""Rounds of killing the server in the middle of its work: what it had acknowledged must be there.

Each round starts the program on the store of the round before, compares it with what was
acknowledged, puts load on it (people added, enrolled, verified and deleted by several clients, while
another process rotates the master key), and kills all of it with SIGKILL at a random moment.

    python tests/http/crash.py --rounds 200 [--seed N]
"""

import argparse
import contextlib
import dataclasses
import pathlib
import random
import subprocess
import tempfile
import threading
import time

import requests

from service import BINARY, DATA, Server

FACE = (DATA / "ver_facerec/examples/obama_small.jpg").read_bytes()
STRANGER = (DATA / "ver_facerec/examples/biden.jpg").read_bytes()
CLIENTS = 3
MOST_PEOPLE = 40
LONGEST_LOAD = 0.6


@dataclasses.dataclass
class Person:
    """What is known of one; where no answer came, the most that may have happened."""

    least_templates: int = 0
    most_templates: int = 0
    may_be_deleted: bool = False


class Unanswered(Exception):
    """The server died before its answer."""


class Known:
    """What was acknowledged, and what may have happened beside it."""

    def __init__(self):
        self.lock = threading.Lock()
        self.people: dict[str, Person] = {}
        self.idle: list[str] = []  # Nobody is at work on them.
        self.deleted: set[str] = set()
        self.maybe_added: set[str] = set()  # names
        self.denied: dict[str, int] = {}
        self.acknowledged = 0

    def take(self, generator: random.Random) -> str | None:
        with self.lock:
            if not self.idle:
                return None
            return self.idle.pop(generator.randrange(len(self.idle)))

    def put(self, person: str):
        with self.lock:
            self.idle.append(person)


class Client(threading.Thread):
    """One client, with one request after the other until the server is gone."""

    def __init__(self, server: Server, known: Known, seed: int):
        super().__init__()
        self.server, self.known, self.random = server, known, random.Random(seed)
        self.error: BaseException | None = None

    def run(self):
        try:
            with contextlib.suppress(Unanswered):
                while True:
                    self.random.choice((self.add, self.enrol, self.enrol, self.verify, self.delete))()
        except BaseException as error:  # pylint: disable=broad-exception-caught
            self.error = error

    def ask(self, method: str, path: str, expected: tuple[int, ...], **options) -> requests.Response:
        try:
            answer = requests.request(method, self.server.url + path, timeout=30, **options)
        except requests.RequestException as error:
            raise Unanswered from error
        assert answer.status_code in expected, answer.text
        self.known.acknowledged += 1
        return answer

    def add(self):
        if len(self.known.people) >= MOST_PEOPLE:
            return
        name = f"{self.random.getrandbits(64):x}"
        with self.known.lock:
            self.known.maybe_added.add(name)
        added = self.ask("POST", "/v1/people", (201,), json={"name": name, "consent": "Yes."}).json()
        with self.known.lock:
            self.known.maybe_added.discard(name)
            self.known.people[added["id"]] = Person()
            self.known.idle.append(added["id"])

    def enrol(self):
        if (person := self.known.take(self.random)) is None:
            return
        state = self.known.people[person]
        if state.most_templates < 20:
            state.most_templates += 1
            images = [("image", ("a.jpg", FACE, "image/jpeg"))] * 3
            self.ask("POST", f"/v1/people/{person}/templates", (201,), files=images,
                     data={"allow_duplicate": "true"})
            state.least_templates += 1
        self.known.put(person)

    def verify(self):
        if (person := self.known.take(self.random)) is None:
            return
        state = self.known.people[person]
        right = state.least_templates > 0 and self.random.random() < 0.7
        subject = person if right else "nobody"
        # 429: those whose process died count as failed.
        answer = self.ask("POST", "/v1/verify", (200, 429), data={"person": subject},
                          files={"image": FACE if right else STRANGER})
        if answer.status_code == 200:
            assert answer.json()["accepted"] == right
            if not right:
                with self.known.lock:
                    self.known.denied[subject] = self.known.denied.get(subject, 0) + 1
        self.known.put(person)

    def delete(self):
        if len(self.known.people) < MOST_PEOPLE // 2 or (person := self.known.take(self.random)) is None:
            return
        self.known.people[person].may_be_deleted = True
        self.ask("DELETE", f"/v1/people/{person}", (200,))
        with self.known.lock:
            del self.known.people[person]
            self.known.deleted.add(person)


def everybody(server: Server) -> dict[str, dict]:
    found: dict[str, dict] = {}
    after = 0
    while after is not None:
        page = server.get(f"/v1/people?count=1000&after={after}").json()
        found |= {person["id"]: person for person in page["people"]}
        after = page["next"]
    return found


def settle(server: Server, known: Known):
    """Compares the store with what was acknowledged, and takes over what is found."""
    found = everybody(server)
    assert not known.deleted & found.keys(), "a deleted person came back"
    for person, state in list(known.people.items()):
        if person not in found:
            assert state.may_be_deleted, "an acknowledged person is lost"
            known.deleted.add(person)
            del known.people[person]
            continue
        templates = found[person]["templates"]
        assert state.least_templates <= templates <= state.most_templates, (state, templates)
        known.people[person] = Person(templates, templates)
    for person in found.keys() - known.people.keys():
        assert found[person]["name"] in known.maybe_added, "somebody is there who was never added"
        known.people[person] = Person(found[person]["templates"], found[person]["templates"])
    known.maybe_added.clear()
    known.idle = list(known.people)
    counted = {each["subject"]: each["failures"] for each in server.get("/v1/attempts").json()["attempts"]}
    for subject, denied in known.denied.items():
        assert counted.get(subject, 0) >= denied, "acknowledged failures are lost"


def verify_log(server: Server, head: str | None) -> str:
    checked = server.get("/v1/audit/verify", params={"at": head} if head else {}).json()
    assert checked["intact"], checked
    return checked["head"]


def load_and_kill(server: Server, known: Known, store: pathlib.Path, generator: random.Random):
    clients = [Client(server, known, generator.getrandbits(32)) for _ in range(CLIENTS)]
    for client in clients:
        client.start()
    time.sleep(generator.uniform(0, LONGEST_LOAD / 2))
    with subprocess.Popen([BINARY, "keys", "rotate", "--store", store],
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as rotation:
        time.sleep(generator.uniform(0, LONGEST_LOAD / 2))
        server.process.kill()
        rotation.kill()
        rotation.communicate()
    server.process.communicate()
    for client in clients:
        client.join()
        if client.error:
            raise client.error


def run(rounds: int, seed: int, report=lambda text: None) -> Known:
    generator = random.Random(seed)
    known, head = Known(), None
    with tempfile.TemporaryDirectory() as folder:
        store = pathlib.Path(folder) / "store"
        for number in range(rounds + 1):
            server = Server("--store", str(store), "--models", "sface", "--detectors", "retinaface",
                            "--log", "none", "--workers", "2")
            try:
                server.wait_until_ready()
                settle(server, known)
                head = verify_log(server, head)
                report(f"round {number}: {len(known.people)} people, {len(known.deleted)} deleted, "
                       f"{known.acknowledged} answers, log at {head.split(':')[0]}")
                if number < rounds:
                    load_and_kill(server, known, store, generator)
            finally:
                server.process.kill()
                server.process.communicate()
    return known


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    started = time.monotonic()
    run(options.rounds, options.seed, lambda text: print(text, flush=True))
    print(f"{options.rounds} kills in {time.monotonic() - started:.0f} s: nothing was lost, nothing came back")


if __name__ == "__main__":
    main()
