# SPDX-License-Identifier: Apache-2.0
"""Rounds of killing the server in the middle of its work: what it had acknowledged must be there.

Each round starts the program on the store of the round before, compares it with what was
acknowledged, puts load on it (people added, enrolled, verified, let in and deleted by several
clients, while another process rotates the master key), and kills all of it with SIGKILL at a random
moment.

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

from clips import ACTOR
from service import BINARY, DATA, Server

FRAMES = ACTOR.enrolment()[:5]  # of one living face: as many as are needed
FACE = FRAMES[0]
STRANGER = (DATA / "ver_facerec/examples/biden.jpg").read_bytes()
# Of each client, in turn at random.
CLIENTS = (("add", "enrol", "enrol", "verify", "delete"), ("add", "enrol", "verify", "unlock"), ("unlock",))
MOST_PEOPLE = 40
LONGEST_LOAD = 3.0
AUDIENCE = "door"
TOKEN_LIFE = 60


@dataclasses.dataclass
class Person:
    """What is known of one; where no answer came, the most that may have happened."""

    least_templates: int = 0
    most_templates: int = 0
    may_be_deleted: bool = False


@dataclasses.dataclass
class Token:
    """What an accepted person got."""

    text: str
    until: float  # by time.monotonic(), not later than its end
    may_be_used: bool = False
    is_used: bool = False


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
        self.challenges: list[str] = []  # that were answered
        self.tokens: list[Token] = []
        self.let_in = 0
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

    def __init__(self, server: Server, known: Known, seed: int, tasks: tuple[str, ...]):
        super().__init__()
        self.server, self.known, self.random, self.tasks = server, known, random.Random(seed), tasks
        self.error: BaseException | None = None

    def run(self):
        try:
            with contextlib.suppress(Unanswered):
                while True:
                    getattr(self, self.random.choice(self.tasks))()
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

    def unlock(self):
        if (person := self.known.take(self.random)) is None:
            return
        right = self.known.people[person].least_templates > 0 and self.random.random() < 0.9
        subject = person if right else "nobody"
        begun = time.monotonic()
        drawn = self.ask("POST", "/v1/unlock/challenges", (201, 429),
                         json={"person": subject, "audience": AUDIENCE, "policy": "passive"})
        if drawn.status_code == 201:
            challenge = drawn.json()["challenge"]
            files = [("image", ("a.jpg", frame)) for frame in FRAMES]
            # 503: as many are being looked at as may be. 400: a rotation has ended meanwhile.
            answer = self.ask("POST", "/v1/unlock", (200, 400, 503), data={"challenge": challenge}, files=files)
            if answer.status_code == 200:
                self.decided(subject, right, challenge, answer.json(), begun + TOKEN_LIFE)
        self.known.put(person)

    def decided(self, subject: str, right: bool, challenge: str, decision: dict, until: float):
        assert decision["accepted"] == right, decision
        with self.known.lock:
            self.known.challenges.append(challenge)
            if not right:
                self.known.denied[subject] = self.known.denied.get(subject, 0) + 1
                return
            token = Token(decision["token"], until)
            self.known.tokens.append(token)
            self.known.let_in += 1
        if self.random.random() < 0.5:
            token.may_be_used = True
            self.ask("POST", "/v1/unlock/redeem", (200,), json={"token": token.text, "audience": AUDIENCE})
            token.is_used = True

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


def settle_tokens(server: Server, known: Known):
    """What was used stays used; what was not is good until it ends, also under a rotated key."""
    for challenge in known.challenges:
        again = server.post("/v1/unlock", data={"challenge": challenge}, files={"image": FACE})
        assert again.status_code in (400, 409), "a challenge is good again"  # 400: it has expired
    known.challenges.clear()
    for token in known.tokens:
        answer = server.post("/v1/unlock/redeem", json={"token": token.text, "audience": AUDIENCE})
        if token.is_used:
            assert answer.status_code in (400, 409), "a used token is good again"
        elif not token.may_be_used and time.monotonic() < token.until:
            assert answer.status_code == 200, answer.text
    known.tokens.clear()


def reset_failures(server: Server, known: Known):
    """Or those whose process died would soon keep everybody waiting."""
    for each in server.get("/v1/attempts").json()["attempts"]:
        done = server.delete(f"/v1/attempts/{each['kind']}/{each['subject']}")
        assert done.status_code == 204, done.text
    known.denied.clear()


def verify_log(server: Server, head: str | None) -> str:
    checked = server.get("/v1/audit/verify", params={"at": head} if head else {}).json()
    assert checked["intact"], checked
    return checked["head"]


def load_and_kill(server: Server, known: Known, store: pathlib.Path, generator: random.Random):
    clients = [Client(server, known, generator.getrandbits(32), tasks) for tasks in CLIENTS]
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
                            "--log", "none", "--workers", "2", "--unlock-policy", "passive")
            try:
                server.wait_until_ready()
                settle(server, known)
                settle_tokens(server, known)
                reset_failures(server, known)
                head = verify_log(server, head)
                report(f"round {number}: {len(known.people)} people, {len(known.deleted)} deleted, "
                       f"{known.let_in} let in, {known.acknowledged} answers, log at {head.split(':')[0]}")
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
