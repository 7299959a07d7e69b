# SPDX-License-Identifier: Apache-2.0
"""What 10,000 idle keep-alive connections cost, and whether a new request feels them."""

import socket
import time

import served

CONNECTIONS = 10_000


def ask(connection: socket.socket) -> bytes:
    connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    answer = b""
    while b"\r\n\r\n" not in answer:
        answer += connection.recv(4096)
    return answer


def fresh_latency(port: int) -> float:
    """Milliseconds of a request on a new connection: the median of 200."""
    times = []
    for _ in range(200):
        start = time.perf_counter()
        with socket.create_connection(("127.0.0.1", port)) as connection:
            ask(connection)
        times.append(1000 * (time.perf_counter() - start))
    return sorted(times)[len(times) // 2]


def main() -> None:
    with served.server() as server:
        fresh_latency(server.port)
        alone, memory = fresh_latency(server.port), server.memory_mib()
        idle = []
        for _ in range(CONNECTIONS):
            idle.append(socket.create_connection(("127.0.0.1", server.port)))
            ask(idle[-1])
        among, grown = fresh_latency(server.port), server.memory_mib()
        alive = sum(ask(connection).startswith(b"HTTP/1.1 200") for connection in idle[:: CONNECTIONS // 100])
        for connection in idle:
            connection.close()
    print(f"{len(idle)} idle connections: {grown - memory:.1f} MiB, {1024 * (grown - memory) / len(idle):.1f} KiB each")
    print(f"a new request: {alone:.3f} ms without them, {among:.3f} ms among them; {alive} of 100 tried still answer")


if __name__ == "__main__":
    main()
