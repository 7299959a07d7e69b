# SPDX-License-Identifier: Apache-2.0
"""Requests that come when they are due, whatever became of those before."""

import asyncio
import collections.abc
import dataclasses
import itertools
import random
import time


@dataclasses.dataclass
class Offered:
    latencies: list[float] = dataclasses.field(default_factory=list)  # ms, of answers with 200
    statuses: dict[int, int] = dataclasses.field(default_factory=dict)  # 0: no answer
    refusal_latencies: list[float] = dataclasses.field(default_factory=list)  # ms, of the others
    seconds: float = 0

    def quantile(self, share: float, of: list[float] | None = None) -> float:
        ordered = sorted(self.latencies if of is None else of)
        return ordered[int(share * (len(ordered) - 1))] if ordered else float("nan")


async def post(port: int, path: str, body: bytes, media_type: str) -> int:
    """The status of one request on a connection of its own."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
                     f"Content-Type: {media_type}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
        answer = await reader.read()
        return int(answer.split(b" ", 2)[1])
    finally:
        writer.close()


def at_random(rate: float) -> collections.abc.Iterator[float]:
    """Seconds between arrivals that know nothing of each other (Poisson), `rate` a second."""
    chance = random.Random(7)
    while True:
        yield chance.expovariate(rate)


def steadily(rate: float) -> collections.abc.Iterator[float]:
    """Seconds between arrivals at a constant rate, as wrk2 and vegeta offer them."""
    return itertools.repeat(1 / rate)


async def offer(port: int, path: str, bodies: list[bytes], media_type: str,
                gaps: collections.abc.Iterator[float], seconds: float) -> Offered:
    """A request after each gap of `gaps`."""
    offered = Offered()
    running = set()

    async def one(body: bytes) -> None:
        start = time.perf_counter()
        try:
            status = await asyncio.wait_for(post(port, path, body, media_type), 60)
        except (OSError, asyncio.TimeoutError, IndexError, ValueError):
            status = 0
        took = 1000 * (time.perf_counter() - start)
        offered.statuses[status] = offered.statuses.get(status, 0) + 1
        (offered.latencies if status == 200 else offered.refusal_latencies).append(took)

    begin = due = time.perf_counter()
    number = 0
    while due < begin + seconds:
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        task = asyncio.create_task(one(bodies[number % len(bodies)]))
        running.add(task)
        task.add_done_callback(running.discard)
        number += 1
        due += next(gaps)
    await asyncio.gather(*running)
    offered.seconds = time.perf_counter() - begin
    return offered
