"""Loops and alarms in generated logs of automated agents, through the program.

The logs come from agents.py.  Two ways: every run is judged, then learned ("learning"); or the first 70 %
are learned and the others judged ("frozen").  A loop is found in time if it is told before its third
round is over; a run without a loop that is told one is a false find.  Steps saved are those of failed runs
after the first alarm or loop.

    python Benchmarks/watch/loops.py --fledgling .build/release/fledgling --seeds 7001 7002
"""

import argparse
import csv
import json
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path


def watch(program, table, folder, extra):
    """Runs the program and returns its report and, per run, the lines of its predictions."""
    foreseen = Path(folder) / "foreseen.csv"
    done = subprocess.run(
        [program, "watch", str(table), "--episode", "episode", "--order", "step", "--outcome", "outcome"]
        + ["--bad", "failed", "--drop", "time", "--predictions", str(foreseen), "--report", "json"]
        + ["--quiet", *extra],
        capture_output=True,
        text=True,
        check=True,
    )
    lines = defaultdict(list)
    with open(foreseen, newline="") as file:
        for row in csv.DictReader(file):
            lines[row["episode"]].append(row)
    return json.loads(done.stdout), lines


def judge(lines, truth):
    """Counts finds by kind, false finds, and steps saved."""
    found, loops, false, others = defaultdict(int), defaultdict(int), 0, 0
    saved = defaultdict(int)
    steps = good = alarmed = 0
    for name, rows in lines.items():
        run = truth[name]
        told = next((i for i, row in enumerate(rows) if row["loop"]), None)
        alarm = next((i for i, row in enumerate(rows) if row["alarm"]), None)
        start, period = int(run["loop_start"]), int(run["period"])
        if start >= 0:
            loops[run["kind"]] += 1
            found[run["kind"]] += told is not None and told <= start + 3 * period - 1
        else:
            others += 1
            false += told is not None
        if run["outcome"] == "failed":
            steps += len(rows)
            for kind, places in (("loop", [told]), ("alarm", [alarm]), ("either", [told, alarm])):
                known = [place for place in places if place is not None]
                saved[kind] += len(rows) - 1 - min(known) if known else 0
        else:
            good += 1
            alarmed += alarm is not None
    return {
        "found": sum(found.values()) / max(1, sum(loops.values())),
        "loops": sum(loops.values()),
        "by kind": {kind: f"{found[kind]}/{loops[kind]}" for kind in sorted(loops)},
        "false": false / max(1, others),
        "others": others,
        "false alarms": alarmed / max(1, good),
        "saved": {kind: value / max(1, steps) for kind, value in saved.items()},
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--fledgling", default=".build/release/fledgling")
    parser.add_argument("--seeds", type=int, nargs="+", default=[7001, 7002])
    parser.add_argument("--runs", type=int, default=1_500)
    options = parser.parse_args()
    generator = Path(__file__).with_name("agents.py")
    for seed in options.seeds:
        with tempfile.TemporaryDirectory() as folder:
            table = Path(folder) / "agents.csv"
            subprocess.run(
                [sys.executable, generator, "--seed", str(seed), "--runs", str(options.runs), "--out", table],
                check=True,
            )
            with open(Path(folder) / "agents-truth.csv", newline="") as file:
                truth = {row["episode"]: row for row in csv.DictReader(file)}
            for way, extra in (("learning", []), ("frozen", ["--train-fraction", "0.7"])):
                report, lines = watch(options.fledgling, table, folder, extra)
                print(seed, way, json.dumps(judge(lines, truth)), f"{report['stepsPerSecond']:.0f} steps/s")


if __name__ == "__main__":
    main()
