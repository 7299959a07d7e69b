# SPDX-License-Identifier: Apache-2.0
"""Whether the time of /v1/verify tells who is enrolled: the same stranger's picture is tried as an
enrolled person and as one who does not exist, in turns of random order."""

import random
import time

import numpy
import requests

import served

PAIRS = 600
ENROLLED = ("ver_facerec/examples/obama.jpg", "ver_facerec/examples/obama2.jpg",
            "ver_facerec/examples/obama-480p.jpg")


def enrol(client: requests.Session, address: str) -> str:
    person = client.post(f"{address}/v1/people", json={"name": "Enrolled", "consent": "Yes."}).json()["id"]
    pictures = [("image", (name, (served.DATA / name).read_bytes())) for name in ENROLLED]
    client.post(f"{address}/v1/people/{person}/templates", files=pictures).raise_for_status()
    return person


def seconds(client: requests.Session, address: str, person: str, picture: bytes) -> float:
    """Of one try that is denied; what it counts is taken back, so that the next one is answered, too."""
    start = time.perf_counter()
    answer = client.post(f"{address}/v1/verify", files={"image": ("a.jpg", picture)}, data={"person": person})
    took = time.perf_counter() - start
    if answer.json()["accepted"]:
        raise SystemExit("A stranger was let in.")
    for subject in (f"person/{person}", "client/local"):
        client.delete(f"{address}/v1/attempts/{subject}")
    return took


def main() -> None:
    picture = served.jpegs()[1]
    order = random.Random(1)
    differences = []
    with served.server() as server, requests.Session() as client:
        person = enrol(client, server.address)
        nobody = person[::-1]
        for _ in range(20):
            seconds(client, server.address, person, picture)  # warm
        for _ in range(PAIRS):
            names = [person, nobody]
            order.shuffle(names)
            took = {name: seconds(client, server.address, name, picture) for name in names}
            differences.append(1e3 * (took[person] - took[nobody]))
    values = numpy.array(differences)
    means = numpy.random.default_rng(1).choice(values, (2000, PAIRS)).mean(axis=1)
    low, high = numpy.quantile(means, [0.025, 0.975])
    print(f"An enrolled person's denial takes {values.mean():+.3f} ms longer than that of one who does not exist "
          f"(95 % interval {low:+.3f} to {high:+.3f}, median {numpy.median(values):+.3f}, {PAIRS} pairs).")


if __name__ == "__main__":
    main()
