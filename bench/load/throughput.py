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
    print("| clients | /v1/embed a second | p50, ms | p99, ms | failed |\n| --- | --- | --- | --- | --- |")
    with served.server() as server:
        for clients in (1, 2, 4, 8, 16, 32, 64):
            found = served.wrk(server.address, "/v1/embed", pictures, "image/jpeg", clients, 8)
            rates[clients] = found["rate"]
            print(f"| {clients} | {found['rate']:.1f} | {found['p50']:.1f} | {found['p99']:.1f} | {found['failed']} |",
                  flush=True)
        offered = {name: asyncio.run(open_loop.offer(server.port, "/v1/embed", pictures, "image/jpeg",
                                                     gaps(0.7 * max(rates.values())), 20))
                   for name, gaps in (("a constant rate", open_loop.steadily), ("random arrivals", open_loop.at_random))}
        vector = served.embedding()
        body = json.dumps({"embedding1": vector, "embedding2": vector[::-1]}).encode()
        compared = served.wrk(server.address, "/compare_embeddings", [body], "application/json", 32, 8)
    after = in_process(pictures)
    best = (before + after) / 2
    print(f"\nin process: {before:.1f} and {after:.1f} pictures a second; "
          f"the server's share of that: {min(rates.values()) / best:.2f} (worst), {max(rates.values()) / best:.2f} (best)")
    for name, found in offered.items():
        print(f"at 70 % load, {name}: p50 {found.quantile(0.5):.1f} ms, p99 {found.quantile(0.99):.1f} ms, "
              f"ratio {found.quantile(0.99) / found.quantile(0.5):.1f}")
    print(f"/compare_embeddings: {compared['rate']:.0f} a second, {compared['failed']} failed")


if __name__ == "__main__":
    main()
