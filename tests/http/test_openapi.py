# SPDX-License-Identifier: Apache-2.0
"""The server and its description agree: schemathesis sends what openapi.json permits and what it
does not, and looks at each answer."""

import base64
import json

import hypothesis
import hypothesis.strategies
import pytest
import schemathesis
from schemathesis.checks import (
    allow_header_conformance,
    content_type_conformance,
    negative_data_rejection,
    not_a_server_error,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from service import people

CHECKS = [
    allow_header_conformance,
    not_a_server_error,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
]


def _pictures() -> list[bytes]:
    return [path.read_bytes() for pair in people(2) for path in pair] + [b"no picture"]


# Random bytes are never a picture, so that only refusals would be tested.
schemathesis.openapi.format(
    "picture", hypothesis.strategies.sampled_from([base64.b64encode(each).decode() for each in _pictures()])
)


def _with_formats(document: dict) -> dict:
    schemas = document["components"]["schemas"]
    schemas["Picture"]["format"] = "picture"
    return document


@pytest.fixture(scope="session")
def description(server) -> dict:
    return server.get("/openapi.json").json()


def _is_json(case) -> bool:
    return case.media_type in (None, "application/json")


@pytest.fixture(scope="session")
def api(server, description):
    schema = schemathesis.openapi.from_dict(_with_formats(json.loads(json.dumps(description))))
    schema.config.update(base_url=server.url)
    return schema


schema = schemathesis.pytest.from_fixture("api")


@schema.parametrize()
@hypothesis.settings(max_examples=15, deadline=None, derandomize=True,
                     suppress_health_check=list(hypothesis.HealthCheck))
def test_the_server_keeps_to_its_description(case):
    # A form has only texts, so that most of what breaks the schema cannot be seen in one.
    strict = [negative_data_rejection] if _is_json(case) else []
    case.call_and_validate(checks=CHECKS + strict)


def test_every_route_is_described(server, description):
    for path, methods in description["paths"].items():
        if "{" in path:  # Nobody has that id: 404 would say nothing.
            continue
        allowed = server.get(path) if "get" in methods else server.post(path)
        assert allowed.status_code not in (404, 405), path


def test_the_description_is_served_as_it_is_in_the_source(server):
    assert server.get("/openapi.json").headers["Content-Type"] == "application/json"
