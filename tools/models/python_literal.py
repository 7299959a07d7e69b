# SPDX-License-Identifier: Apache-2.0
"""Takes a file out of a Python module that carries it as one bytes literal, without importing it."""

from __future__ import annotations

import ast


class LiteralError(Exception):
    """The module has no such literal; the text is one sentence."""


def read_bytes(source: bytes, name: str) -> bytes:
    """The value of the module-level assignment `name = b"..."`."""
    try:
        module = ast.parse(source)
    except (SyntaxError, ValueError):
        raise LiteralError("The module is not valid Python.") from None
    for statement in module.body:
        if not isinstance(statement, ast.Assign):
            continue
        if any(isinstance(target, ast.Name) and target.id == name for target in statement.targets):
            try:
                value = ast.literal_eval(statement.value)
            except ValueError:
                break
            if isinstance(value, bytes):
                return value
    raise LiteralError(f"The module does not assign a bytes literal to {name}.")
