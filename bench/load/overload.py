# SPDX-License-Identifier: Apache-2.0
"""Ten times the capacity is offered: what still gets done, and how soon the rest is refused."""

import asyncio

import open_loop
import served


def main() -> None:
    pictures = served.jpegs()
    with served.server() as server:
        peak = served.wrk(server.address, "/v1/embed", pictures, "image/jpeg", 8, 10)["rate"]
        flood = asyncio.run(open_loop.offer(server.port, "/v1/embed", pictures, "image/jpeg",
                                            open_loop.at_random(10 * peak), 20))
        after = served.wrk(server.address, "/v1/embed", pictures, "image/jpeg", 8, 5)["rate"]
    good = len(flood.latencies) / flood.seconds
    offered = sum(flood.statuses.values()) / flood.seconds
    print(f"peak {peak:.1f} a second; offered {offered:.0f} a second; done {good:.1f} a second ({good / peak:.2f} of the peak)")
    print(f"answers by status: {dict(sorted(flood.statuses.items()))} (0: none)")
    print(f"refused within: p50 {flood.quantile(0.5, flood.refusal_latencies):.1f} ms, "
          f"p99 {flood.quantile(0.99, flood.refusal_latencies):.1f} ms; afterwards {after:.1f} a second")


if __name__ == "__main__":
    main()
