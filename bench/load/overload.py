# SPDX-License-Identifier: Apache-2.0
"""Ten times the capacity is offered: what still gets done, and how soon the rest is refused. The
clients are wrk's: a client that takes the server's processors would measure itself."""

import served

PAUSE = 0.25  # seconds between two requests of one client


def main() -> None:
    pictures = served.jpegs()
    seconds = 20
    with served.server() as server:
        peak = served.wrk(server.address, "/v1/embed", pictures, "image/jpeg", 8, 10)["rate"]
        flood = served.wrk(server.address, "/v1/embed", pictures, "image/jpeg", round(13 * peak * PAUSE), seconds, PAUSE)
        after = served.wrk(server.address, "/v1/embed", pictures, "image/jpeg", 8, 5)["rate"]
    good = flood["statuses"].get(200, 0) / seconds
    print(f"peak {peak:.1f} a second; offered {flood['rate']:.0f} a second ({flood['rate'] / peak:.1f} times the peak); "
          f"done {good:.1f} a second ({good / peak:.2f} of the peak)")
    print(f"answers by status: {dict(sorted(flood['statuses'].items()))}; connections that broke: {flood['broken']}")
    print(f"answered, refusals for the most part, within: p50 {flood['p50']:.1f} ms, p75 {flood['p75']:.1f} ms; "
          f"afterwards {after:.1f} a second")


if __name__ == "__main__":
    main()
