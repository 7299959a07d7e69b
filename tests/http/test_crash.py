# SPDX-License-Identifier: Apache-2.0
"""What a killed server had acknowledged is there when it starts again. The same for 200 rounds:
python tests/http/crash.py."""

import crash


def test_nothing_is_lost_and_nothing_comes_back_when_the_server_is_killed():
    known = crash.run(rounds=12, seed=6)
    assert known.acknowledged > 100 and known.people, "there was work to be lost"
    assert known.let_in, "nobody was let in"
