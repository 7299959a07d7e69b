# SPDX-License-Identifier: Apache-2.0
"""Who may use a server that has API keys, and what it refuses without them."""

import pytest

from service import facelatch, make_key, running


def bearer(key) -> dict:
    return {"Authorization": f"Bearer {key['key']}"}


SCOPES = ("analyse", "metrics", "enrol", "verify", "identify", "audit")


@pytest.fixture(name="keyed", scope="module")
def fixture_keyed(tmp_path_factory):
    """A server, and keys for it by their scopes."""
    file = tmp_path_factory.mktemp("keys") / "keys.json"
    keys = {scope: make_key(file, "--scope", scope) for scope in SCOPES}
    keys["slow"] = make_key(file, "--scope", "analyse", "--per-minute", "1", "--burst", "1")
    with running("--keys", str(file)) as server:
        server.wait_until_ready()
        server.keys_file = file
        yield server, keys


VECTORS = {"embedding1": [1.0] * 512, "embedding2": [1.0] * 512}


def test_a_key_opens_what_its_scope_names(keyed, person):
    server, keys = keyed
    files = {"image": person[0]}
    assert server.post("/v1/detect", files=files).status_code == 401
    assert server.post("/v1/detect", files=files, headers=bearer(keys["analyse"])).status_code == 200
    assert server.post("/v1/detect", files=files, headers=bearer(keys["metrics"])).status_code == 403
    assert server.get("/metrics", headers=bearer(keys["metrics"])).status_code == 200
    assert server.get("/metrics", headers={"X-Api-Key": keys["metrics"]["key"]}).status_code == 200
    assert server.get("/metrics").status_code == 401


def test_adding_verifying_and_searching_people_and_reading_the_log_are_four_rights(keyed, person):
    server, keys = keyed
    asks = {
        "enrol": lambda headers: server.get("/v1/people", headers=headers),
        "verify": lambda headers: server.post("/v1/verify", files={"image": person[0]},
                                              data={"person": "nobody"}, headers=headers),
        "identify": lambda headers: server.post("/v1/identify", files={"image": person[0]},
                                                headers=headers),
        "audit": lambda headers: server.get("/v1/audit", headers=headers),
    }
    for asked, ask in asks.items():
        for scope in ("analyse", "enrol", "verify", "identify", "audit"):
            expected = 200 if scope == asked else 403
            assert ask(bearer(keys[scope])).status_code == expected, (asked, scope)


def test_the_old_routes_need_a_key_too_and_say_so_in_their_way(keyed):
    server, keys = keyed
    refused = server.post("/compare_embeddings", json=VECTORS)
    assert refused.status_code == 401 and list(refused.json()) == ["error"]
    assert refused.headers["WWW-Authenticate"] == "Bearer"
    assert server.post("/compare_embeddings", json=VECTORS, headers=bearer(keys["analyse"])).status_code == 200


def test_health_and_welcome_are_for_everybody(keyed):
    server, _ = keyed
    for path in ("/", "/healthz", "/readyz", "/openapi.json"):
        assert server.get(path).status_code == 200, path


def test_a_key_has_a_rate(keyed):
    server, keys = keyed
    answers = [server.post("/compare_embeddings", json=VECTORS, headers=bearer(keys["slow"])) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 429]
    assert 1 <= int(answers[1].headers["Retry-After"]) <= 60


def test_a_revoked_key_is_refused_by_the_running_server(keyed):
    server, _ = keyed
    key = make_key(server.keys_file, "--scope", "analyse")

    def status():
        return server.post("/compare_embeddings", json=VECTORS, headers=bearer(key)).status_code

    def wait_for(code):
        for _ in range(100_000):
            if status() == code:
                return True
        return False

    assert wait_for(200)
    assert facelatch("keys", "revoke", "--file", server.keys_file, key["id"]).returncode == 0
    assert wait_for(401)


def test_an_open_address_without_keys_is_refused_with_a_way_out(tmp_path):
    refused = facelatch("serve", "--host", "0.0.0.0", "--port", "0")
    assert refused.returncode == 2
    assert "facelatch keys create" in refused.stderr
    missing = facelatch("serve", "--keys", tmp_path / "none.json")
    assert missing.returncode == 9
