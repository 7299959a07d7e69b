# SPDX-License-Identifier: Apache-2.0
"""Requests at a constant rate, as wrk2 and vegeta offer them, however long those before take."""

import asyncio
import time


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


async def offer(port: int, path: str, bodies: list[bytes], media_type: str, rate: float, seconds: float) -> list[float]:
    """The latencies in milliseconds, ascending; ends at the first request that is not answered with 200."""
    latencies = []

    async def one(body: bytes) -> None:
        start = time.perf_counter()
        status = await asyncio.wait_for(post(port, path, body, media_type), 60)
        assert status == 200, status
        latencies.append(1000 * (time.perf_counter() - start))

    begin = time.perf_counter()
    async with asyncio.TaskGroup() as running:
        for number in range(round(rate * seconds)):
            await asyncio.sleep(max(0.0, begin + number / rate - time.perf_counter()))
            running.create_task(one(bodies[number % len(bodies)]))
    return sorted(latencies)
