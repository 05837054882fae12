"""What merging.py, membership.py and continual.py share: running the program, tables, scores."""

import argparse
import csv
import json
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy
from threadpoolctl import threadpool_limits

ROOT = Path(__file__).resolve().parent.parent
ID = "row_id"
FLOOR = 1e-6


class Failed(Exception):
    """The program refused or crashed; holds what it said."""


def options(about: str, quick: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=about, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    default = ROOT / ".build" / "release" / "fledgling"
    parser.add_argument("--fledgling", type=Path, default=default, help="the program")
    parser.add_argument("--data", type=Path, required=True, help="folder with the data files")
    parser.add_argument("--quick", action="store_true", help=quick)
    chosen = parser.parse_args()
    if not chosen.fledgling.exists():
        parser.error("no fledgling program: build it, or give --fledgling")
    threadpool_limits(1)  # of the rivals: on few cores, threads mostly wait for each other
    return chosen


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def there(path: Path) -> bool:
    if not path.exists():
        say(f"SKIPPED: no {path.name} in the data folder")
        print(f"\nSkipped: {path.name} is not in the data folder.")
    return path.exists()


# The program


def run(binary: Path, *words: object) -> tuple[str, float]:
    """What it wrote on standard output, and the seconds it took."""
    started = time.perf_counter()
    command = [str(binary), *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        raise Failed(f"fledgling {words[0]}: exit {done.returncode}: {done.stderr.strip()[-500:]}")
    return done.stdout, time.perf_counter() - started


def learn(binary: Path, file: Path, target: str, kind: str, model: Path, *more: object) -> float:
    words = [file, "--id", ID, "--save", model, "--quiet", "--report", "json", *more]
    if "--resume" not in more:
        words += ["--target", target, "--kind", kind]
    return run(binary, "learn", *words)[1]


def predict(binary: Path, model: Path, file: Path, *more: object) -> tuple[list[dict], str, float]:
    """The answers row by row, the same as text, and the seconds."""
    text, seconds = run(binary, "predict", model, file, *more)
    return list(csv.DictReader(text.splitlines())), text, seconds


def state_hash(binary: Path, model: Path) -> str:
    return json.loads(run(binary, "inspect", model, "--json")[0])["stateHash"]


def probabilities(answers: list[dict], classes: Sequence[str]) -> numpy.ndarray:
    """A column for each class; classes that the model does not know have 0."""
    return numpy.array([[float(row.get(f"p:{c}") or 0) for c in classes] for row in answers])


# Tables


def read_table(path: Path) -> tuple[list[str], list[list[str]]]:
    with path.open(newline="") as file:
        reader = csv.reader(file)
        header = next(reader)
        return header, list(reader)


def write_table(path: Path, header: list[str], rows: list[list], ids: Iterable[int]) -> Path:
    """These rows, in this order, with their numbers as ids."""
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([ID, *header])
        writer.writerows([i, *rows[i]] for i in ids)
    return path


def markdown(header: list[str], rows: list[list]) -> str:
    rule = ["--:" if value and value[0] in ".-+0123456789" else "---" for value in rows[0]]
    return "\n".join("| " + " | ".join(map(str, row)) + " |" for row in [header, rule, *rows])


# Scores


def share(value: float) -> str:
    """Four digits without the leading zero."""
    return f"{value:.4f}".replace("0.", ".", 1) if abs(value) < 1 else f"{value:.4f}"


def accuracy(chances: numpy.ndarray, truth: numpy.ndarray) -> float:
    """`truth` holds the column that is right."""
    return float((chances.argmax(1) == truth).mean())


def log_loss(chances: numpy.ndarray, truth: numpy.ndarray) -> float:
    right = chances[numpy.arange(len(truth)), truth]
    return float(-numpy.log(numpy.clip(right, FLOOR, 1)).mean())
