# SPDX-License-Identifier: Apache-2.0
"""Commands on the store of a running server."""

import subprocess

from service import BINARY, running


def people(store) -> int:
    listed = subprocess.run([BINARY, "people", "list", "--store", store], capture_output=True, text=True,
                            timeout=60, check=True)
    return len(listed.stdout.splitlines())


def test_a_command_beside_the_server_takes_nothing_away_from_it(tmp_path):
    with running("--models", "sface", "--detectors", "retinaface", "--store", str(tmp_path / "store")) as server:
        for number in (1, 2):
            added = server.post("/v1/people", json={"name": "P", "consent": "Yes."})
            assert added.status_code == 201
            assert people(tmp_path / "store") == number
        server.process.kill()
        server.process.wait()
    assert people(tmp_path / "store") == 2
