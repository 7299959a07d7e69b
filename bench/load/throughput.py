# SPDX-License-Identifier: Apache-2.0
"""Requests a second of /v1/embed beside what the same machine does in process, latency at 70 % load,
and /compare_embeddings."""

import asyncio
import json
import pathlib
import subprocess
import tempfile

import open_loop
import served

LOAD = 0.7  # of the most that was done
MANY = 64


def in_process(pictures: list[bytes]) -> float:
    with tempfile.TemporaryDirectory() as folder:
        for number in range(20):
            pathlib.Path(folder, f"{number:02}.jpg").write_bytes(pictures[number % len(pictures)])
        command = [served.BINARY, "bench", "pipeline", "--json", "--images", folder]
        output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return json.loads(output)["images_per_second"]


def main() -> None:
    pictures = served.jpegs()
    before = in_process(pictures)
    rates = {}
    p50s = {}
    print("| clients | /v1/embed a second | p50, ms | p99, ms | failed |\n| --- | --- | --- | --- | --- |")
    with served.server() as server:
        for clients in (1, 2, 4, 8, 16, 32, 64):
            found = served.wrk(server.address, "/v1/embed", pictures, "image/jpeg", clients, 8)
            rates[clients], p50s[clients] = found["rate"], found["p50"]
            print(f"| {clients} | {found['rate']:.1f} | {found['p50']:.1f} | {found['p99']:.1f} | {found['failed']} |",
                  flush=True)
        load = LOAD * max(rates.values())
        steady = asyncio.run(open_loop.offer(server.port, "/v1/embed", pictures, "image/jpeg", load, 20))
        # What a client waits for is a pause, too.
        pause = MANY / load - p50s[2] / 1000
        random = served.wrk(server.address, "/v1/embed", pictures, "image/jpeg", MANY, 20, pause)
        vector = served.embedding()
        body = json.dumps({"embedding1": vector, "embedding2": vector[::-1]}).encode()
        compared = served.wrk(server.address, "/compare_embeddings", [body], "application/json", 32, 8)
    after = in_process(pictures)
    best = (before + after) / 2
    print(f"\nin process: {before:.1f} and {after:.1f} pictures a second; "
          f"the server's share of that: {min(rates.values()) / best:.2f} (worst), {max(rates.values()) / best:.2f} (best)")
    p50, p99 = steady[len(steady) // 2], steady[len(steady) * 99 // 100]
    print(f"at {load:.1f} a second, a constant rate: p50 {p50:.1f} ms, p99 {p99:.1f} ms, ratio {p99 / p50:.1f}")
    print(f"at {random['rate']:.1f} a second, {MANY} clients with random pauses: p50 {random['p50']:.1f} ms, "
          f"p99 {random['p99']:.1f} ms, ratio {random['p99'] / random['p50']:.1f}; {random['failed']} failed")
    print(f"/compare_embeddings: {compared['rate']:.0f} a second, {compared['failed']} failed")


if __name__ == "__main__":
    main()
