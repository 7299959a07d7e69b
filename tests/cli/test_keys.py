# SPDX-License-Identifier: Apache-2.0
"""`facelatch keys`: a key is shown once, kept as a hash, and can be taken back."""

import json
import stat

import pytest

from conftest import run


@pytest.fixture(name="keys")
def fixture_keys(tmp_path):
    """Calls `facelatch keys` with a file of this test's own."""
    file = tmp_path / "keys.json"

    def call(command, *words):
        return run("keys", command, "--file", file, *words)

    call.file = file
    return call


def test_a_key_is_shown_once_and_kept_as_a_hash(keys):
    made = keys("create", "--scope", "analyse,enrol", "--label", "door")
    assert made.code == 0
    key = made.out.strip()
    assert key.startswith("facelatch_")
    listed = keys("list")
    key_id, secret = key.removeprefix("facelatch_").split(".")
    assert key_id in listed.out and "door" in listed.out and "analyse,enrol" in listed.out
    assert secret not in listed.out + keys.file.read_text()
    assert stat.S_IMODE(keys.file.stat().st_mode) == 0o600


def test_a_revoked_key_is_gone(keys):
    made = keys("create", "--scope", "all", "--days", "30", "--json").json
    assert made["key"] and made["expires"]
    assert keys("revoke", made["id"]).code == 0
    assert keys("list").out == ""
    assert keys("revoke", made["id"]).code == 9


def test_json_lists_one_key_a_line(keys):
    for label in ("one", "two"):
        keys("create", "--scope", "metrics", "--label", label)
    assert [line["label"] for line in keys("list", "--json").lines] == ["one", "two"]


def test_a_scope_that_does_not_exist_is_refused(keys):
    refused = keys("create", "--scope", "everything")
    assert refused.code == 2 and "everything" in refused.err
    assert not keys.file.exists()


def test_a_damaged_file_is_refused_and_left_alone(keys):
    keys.file.write_text(json.dumps({"format": 1}))
    keys.file.chmod(0o600)
    assert keys("create", "--scope", "all").code == 17
    assert keys.file.read_text() == json.dumps({"format": 1})


def test_no_keys_are_an_empty_list(keys):
    listed = keys("list")
    assert listed.code == 0 and listed.out == ""
