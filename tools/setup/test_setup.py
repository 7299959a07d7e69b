# SPDX-License-Identifier: Apache-2.0
"""The set-up's own logic: when a step runs, what its failure says, what is taken from the wheel."""

import os
import pathlib
import subprocess
import sys

import pytest

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE))

import unpack_openvino  # noqa: E402

SCRIPT = """
set -euo pipefail
source {here}/common.sh
source {here}/steps.sh
state={state}
step_count=1
work() ( echo working; echo ran >>{state}/runs; {body}; )
step work "Working" work -- {state}/input
echo after
"""


class Stepper:
    def __init__(self, folder):
        self.folder = folder
        (folder / "input").mkdir()

    def run(self, body="true"):
        script = SCRIPT.format(here=HERE, state=self.folder, body=body)
        return subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False)

    def runs(self):
        return len((self.folder / "runs").read_text().splitlines())


@pytest.fixture
def stepper(tmp_path):
    return Stepper(tmp_path)


def test_a_step_runs_once_and_then_is_silent(stepper):
    assert "[1/1] Working: done" in stepper.run().stderr
    again = stepper.run()
    assert (again.stdout, again.stderr) == ("after\n", "")
    assert stepper.runs() == 1


@pytest.mark.parametrize("change", ["add", "edit", "remove"])
def test_a_step_runs_again_when_its_input_changes(stepper, change):
    file = stepper.folder / "input" / "file"
    if change != "add":
        file.write_text("old")
    stepper.run()
    if change == "remove":
        file.unlink()
    else:
        file.write_text("new text")
    stepper.run()
    assert stepper.runs() == 2


def test_a_failed_step_shows_its_output_stops_and_runs_again(stepper):
    result = stepper.run("echo the reason; exit 3")
    assert result.returncode == 1
    assert "the reason" in result.stderr
    assert f"[1/1] Working failed; the whole output is in {stepper.folder}/log." in result.stderr
    assert result.stdout == ""
    assert stepper.run().returncode == 0
    assert stepper.runs() == 2


def test_what_a_step_writes_into_its_input_does_not_make_it_run_again(stepper):
    stepper.run(f"echo made >{stepper.folder}/input/made")
    stepper.run()
    assert stepper.runs() == 1


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"XDG_DATA_HOME": "/x", "HOME": "/h"}, "/x/facelatch"),
        ({"XDG_DATA_HOME": "x", "HOME": "/h"}, "/h/.local/share/facelatch"),
        ({"TMPDIR": "/t"}, "/t/facelatch"),
    ],
)
def test_the_data_folder_follows_the_environment(environment, expected):
    command = ["bash", "-c", f"source {HERE}/common.sh && facelatch_data_folder"]
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert result.stdout.strip() == expected


def test_no_package_is_listed_twice():
    names = []
    for path in (HERE / "packages.txt", HERE / "packages-test.txt"):
        lines = path.read_text().splitlines()
        names += [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    assert len(names) == len(set(names))
    assert all(" " not in name for name in names)


@pytest.mark.parametrize(
    ("member", "is_wanted"),
    [
        ("openvino/cmake/OpenVINOConfig.cmake", True),
        ("openvino/include/openvino/openvino.hpp", True),
        ("openvino/libs/libopenvino_intel_cpu_plugin.so", True),
        ("openvino/libs/libopenvino_intel_gpu_plugin.so", False),
        ("openvino/__init__.py", False),
        ("openvino-1.dist-info/licenses/LICENSE", True),
        ("openvino/libs/../../../escape", False),
        ("/openvino/libs/absolute", False),
    ],
)
def test_only_the_cpp_part_of_the_wheel_is_unpacked(member, is_wanted):
    assert unpack_openvino.is_wanted(member) == is_wanted


@pytest.mark.parametrize("version", ["18.20.4", None])
def test_a_node_that_is_too_old_or_missing_is_borrowed(tmp_path, version):
    """Debian 12's is 18; machines that build nothing for browsers have none."""
    path = tmp_path / "bin"
    path.mkdir()
    for folder in reversed(os.get_exec_path()):
        for tool in pathlib.Path(folder).glob("*"):
            (path / tool.name).unlink(missing_ok=True)
            (path / tool.name).symlink_to(tool)
    for name in ("node", "npm"):
        (path / name).unlink(missing_ok=True)
    if version:
        old = f"#!/bin/bash\n[[ $1 == --version ]] && echo v{version}; exit 1\n"
        for name in ("node", "npm"):
            (path / name).write_text(old)
            (path / name).chmod(0o755)
    script = f'source {HERE}/common.sh; source {HERE}/node.sh; find_node; "${{node[@]}}" --version; "${{npm[@]}}" --version'
    found = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        capture_output=True, text=True, check=False, env={**os.environ, "PATH": str(path)},
    )  # fmt: skip
    assert found.returncode == 0, found.stderr
    major = int(found.stdout.removeprefix("v").split(".")[0])
    assert major >= 20
    assert len(found.stdout.split()) == 2, "Node and npm both answer"
