# SPDX-License-Identifier: Apache-2.0
"""Times facelatch and its rivals in turns, each in a process of its own, with the same weights."""

import json
import os
import pathlib
import statistics
import subprocess
import sys

ROUNDS = 3  # of each program, in turns, so that a noisy neighbour meets all of them
PICTURES = 20
PAIRS = (("uniface", "retinaface"), ("deepface", "mtcnn"))


def models_folder() -> pathlib.Path:
    if os.environ.get("FACELATCH_MODELS"):
        return pathlib.Path(os.environ["FACELATCH_MODELS"])
    data = os.environ.get("XDG_DATA_HOME") or pathlib.Path.home() / ".local/share"
    return pathlib.Path(data) / "facelatch" / "models"


def answer(command: list[str]) -> dict:
    """The JSON object that the command prints last."""
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return json.loads(output.strip().splitlines()[-1])


def facelatch(binary: str, detector: str, folder: str) -> dict:
    found = answer([binary, "bench", "pipeline", "--json", "--images", folder,
                    "--detector", detector, "--limit", str(PICTURES)])
    return {"mean": found["ms_per_image_mean"], "first": found["first_answer_ms"],
            "faces": found["faces"], "mib": found["max_rss_mib"],
            "shares": {name: found[f"share_{name}"] for name in ("decode", "detect", "align", "embed")}}


def rival(name: str, folder: str) -> dict:
    script = str(pathlib.Path(__file__).with_name("rival.py"))
    return answer([sys.executable, script, name, str(models_folder()), folder, str(PICTURES)])


def median(runs: list[dict], key: str) -> float:
    return statistics.median(run[key] for run in runs)


def compare(binary: str, name: str, detector: str, folder: str) -> None:
    ours, theirs = [], []
    for _ in range(ROUNDS):
        ours.append(facelatch(binary, detector, folder))
        theirs.append(rival(name, folder))
    for label, runs in ((f"facelatch, {detector}", ours), (name, theirs)):
        print(f"| {label} | {median(runs, 'mean'):.1f} | {median(runs, 'first'):.0f} | "
              f"{median(runs, 'mib'):.0f} | {runs[0]['faces']} |")
    ratios = sorted(slow["mean"] / quick["mean"] for quick, slow in zip(ours, theirs))
    shares = ", ".join(f"{stage} {100 * statistics.median(run['shares'][stage] for run in ours):.0f} %"
                       for stage in ours[0]["shares"])
    print(f"| ratio to {name} (lowest, median, highest of {ROUNDS} rounds) | "
          f"{ratios[0]:.1f}, {statistics.median(ratios):.1f}, {ratios[-1]:.1f} | | | {shares} |",
          flush=True)


def main() -> None:
    binary, folders = sys.argv[1], sys.argv[2:]
    for folder in folders:
        print(f"\n{pathlib.Path(folder).name}, {PICTURES} pictures\n")
        print("| program | ms a picture | first answer, ms | peak MiB | faces |")
        print("| --- | --- | --- | --- | --- |")
        for name, detector in PAIRS:
            compare(binary, name, detector, folder)


if __name__ == "__main__":
    main()
