"""Rows of any time: a model that followed a stream is asked about rows that were held back from it.

Splits: `tenth` holds back every tenth row, `next` the last fifth, and `inc` every tenth row of a file whose rows
are sorted by groups of classes.  The rows held back are predicted in one batch.

    python Benchmarks/knowledge/recall.py --fledgling .build/release/fledgling --data DATA
"""

import argparse
import csv
import math
import pathlib
import random
import subprocess
import tempfile

TASKS = [
    ("bank.csv", "y", "tenth"), ("electricity.csv", "class", "tenth"), ("sea.csv", "class", "tenth"),
    ("satimage.csv", None, "inc"), ("electricity.csv", "class", "next"), ("bank.csv", "y", "next"),
    ("sea.csv", "class", "next"),
]
ROWS = 40_000
FLOOR = 1e-6


def write(path, header, rows):
    """Writes a table."""
    with open(path, "w", newline="") as file:
        out = csv.writer(file)
        out.writerow(header)
        out.writerows(rows)


def split(rows, target, kind):
    """The rows to learn, in their order, and the rows to ask."""
    if kind == "next":
        cut = len(rows) * 4 // 5
        return rows[:cut], rows[cut:]
    if kind == "inc":
        rows = rows[:]
        random.Random(1).shuffle(rows)
    learned = [row for index, row in enumerate(rows) if index % 10]
    if kind == "inc":
        classes = sorted({row[target] for row in rows})
        random.Random(2).shuffle(classes)
        group = {name: index // max(1, len(classes) // 10) for index, name in enumerate(classes)}
        learned.sort(key=lambda row: group[row[target]])
    return learned, rows[::10]


def asked(program, model, table, outcomes, *options):
    """Accuracy, log loss and mean stated probability of predictions."""
    done = subprocess.run(
        [program, "predict", model, table, "--all", "--no-familiarity", "--quiet", *options],
        capture_output=True, text=True, check=True)
    hits = loss = stated = 0.0
    for row, outcome in zip(csv.DictReader(done.stdout.splitlines()), outcomes):
        shares = {name[2:]: float(value or 0) for name, value in row.items() if name.startswith("p:")}
        best = max(shares, key=shares.get)
        hits += best == outcome
        stated += shares[best]
        loss -= math.log(max(FLOOR, shares.get(outcome, 0)))
    count = len(outcomes)
    return f"{hits / count:.3f} ({loss / count:.3f}), stated {stated / count:.3f}"


def main():
    """Prints a table."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--fledgling", required=True)
    options.add_argument("--data", type=pathlib.Path, required=True)
    options = options.parse_args()
    print("| file | split | both heads | --as next | --as always | consolidated |\n|---|---|--:|--:|--:|--:|")
    for name, target, kind in TASKS:
        with open(options.data / name, newline="") as file:
            header, *rows = csv.reader(file)
        target = target or header[-1]
        place = header.index(target)
        learned, held = split(rows[:ROWS], place, kind)
        with tempfile.TemporaryDirectory() as folder:
            model, table = f"{folder}/model", f"{folder}/asked.csv"
            write(f"{folder}/learned.csv", header, learned)
            write(table, header, held)
            outcomes = [row[place] for row in held]
            subprocess.run(
                [options.fledgling, "learn", f"{folder}/learned.csv", "--target", target, "--kind",
                 "classify", "--save", model, "--quiet"], capture_output=True, check=True)
            cells = [asked(options.fledgling, model, table, outcomes, *extra)
                     for extra in ([], ["--as", "next"], ["--as", "always"])]
            subprocess.run([options.fledgling, "consolidate", model], capture_output=True, check=True)
            cells.append(asked(options.fledgling, model, table, outcomes))
        print(f"| {name} | {kind} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
