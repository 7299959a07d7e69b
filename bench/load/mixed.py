# SPDX-License-Identifier: Apache-2.0
"""50,000 requests, good and bad, from 32 clients: every answer is the one that a single client gets,
and memory does not grow."""

import http.client
import json
import threading

import served

REQUESTS = 50_000
CLIENTS = 32


def kinds() -> list[tuple[str, str, bytes]]:
    """Path, media type, body."""
    picture = served.jpegs()[0]
    vector = served.embedding()
    compare = json.dumps({"embedding1": vector, "embedding2": vector}).encode()
    short = json.dumps({"embedding1": vector, "embedding2": vector[:9]}).encode()
    return [("/v1/detect?max_faces=1", "image/jpeg", picture),
            ("/v1/detect", "image/jpeg", picture[: len(picture) // 2]),
            ("/v1/embed", "image/jpeg", b"not a picture"),
            ("/v1/embed", "multipart/form-data; boundary=x", b"--x\r\nbroken"),
            ("/v1/embed", "application/json", b'{"image":'),
            ("/compare_embeddings", "application/json", compare),
            ("/compare_embeddings", "application/json", short),
            ("/compare_embeddings", "application/json", b"[]"),
            ("/nothing", "text/plain", b"hello"),
            ("/compare_embeddings", "application/json", compare)]


def send(connection: http.client.HTTPConnection, kind: tuple[str, str, bytes]) -> tuple[int, object]:
    """Status, and the answer without what differs from one request to the next."""
    path, media_type, body = kind
    connection.request("POST", path, body, {"Content-Type": media_type})
    response = connection.getresponse()
    answer = json.loads(response.read())
    for name in ("request_id", "times_ms"):
        answer.pop(name, None)
    return response.status, answer


def main() -> None:
    all_kinds = kinds()
    wrong, memory, lock = [], [], threading.Lock()
    left = iter(range(REQUESTS))
    with served.server("--queue", "1000") as server:
        alone = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        expected = [send(alone, kind) for kind in all_kinds]

        def client() -> None:
            connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
            while True:
                with lock:
                    number = next(left, None)
                if number is None:
                    return
                try:
                    answer = send(connection, all_kinds[number % len(all_kinds)])
                except (OSError, http.client.HTTPException) as error:
                    answer = (0, repr(error))
                    connection.close()
                with lock:
                    if answer != expected[number % len(all_kinds)]:
                        wrong.append((number, answer))
                    if number % 1000 == 0:
                        memory.append((number, server.memory_mib()))

        threads = [threading.Thread(target=client) for _ in range(CLIENTS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        memory.append((REQUESTS, server.memory_mib()))
    at = dict(memory)
    print(f"{REQUESTS} requests, {CLIENTS} clients: {len(wrong)} answers differ from a single client's")
    for number, answer in wrong[:5]:
        print(f"  request {number}: {str(answer)[:200]}")
    print(f"statuses of the kinds: {[status for status, _ in expected]}")
    print(f"memory: {at[10_000]:.1f} MiB after 10,000, {at[40_000]:.1f} after 40,000, {at[REQUESTS]:.1f} at the end "
          f"({100 * (at[REQUESTS] / at[40_000] - 1):+.2f} % over the last 10,000)")


if __name__ == "__main__":
    main()
