"""Asking for outcomes: `fledgling ask` beside rows drawn at random.

20 rows with their outcomes to begin with, a pool of others without; in every round 20 of the pool are
asked about and learned, up to 200.  Both are tested on 1,000 rows that neither the pool nor the
beginning holds.

    python Benchmarks/senses/asking.py --fledgling .build/release/fledgling --data DATA [--seeds 5]
"""

import argparse
import io
import pathlib
import subprocess
import tempfile

import numpy as np
import pandas as pd
from sklearn import datasets

START, STEP, END, TEST = 20, 20, 200, 1_000
POOL = 1_500


def tables(data):
    for name, target in {"spambase": "spam", "satimage": "y", "bank": "y"}.items():
        table = pd.read_csv(data / f"{name}.csv")
        yield name, table.drop(columns=target), table[target].astype(str), []
    bunch = datasets.load_digits(as_frame=True)
    yield "digits", bunch.data, bunch.target.map(lambda k: f"c{k}"), []
    for name, file, limit in (("sms", "sms.csv", None), ("banking77", "banking77_train.csv", 3_000)):
        table = pd.read_csv(data / file).iloc[:limit]
        text, target = TEXTS[name]
        yield name, table[[text]], table[target].astype(str), ["--text", text]


TEXTS = {"sms": ("text", "label"), "banking77": ("text", "category")}


class Arm:
    """One learner that is taught in rounds."""

    def __init__(self, program, features, truth, options, folder):
        self.program, self.features, self.truth = program, features, truth
        self.options, self.folder = options, folder
        self.isNew = True

    def learn(self, rows):
        table = self.features.iloc[rows].assign(target=self.truth.iloc[rows])
        table.to_csv(self.folder / "train.csv", index=False)
        model = self.folder / "model"
        command = [self.program, "learn", self.folder / "train.csv", "--save", model, "--quiet",
                   "--report", "json"]
        command += (["--target", "target", "--kind", "classify"] + self.options
                    if self.isNew else ["--resume", model])
        self.isNew = False
        subprocess.run(command, check=True, capture_output=True)

    def accuracy(self, rows):
        self.features.iloc[rows].to_csv(self.folder / "test.csv", index=False)
        out = subprocess.run(
            [self.program, "predict", self.folder / "model", self.folder / "test.csv",
             "--no-familiarity"], check=True, capture_output=True, text=True).stdout
        said = pd.read_csv(io.StringIO(out), dtype=str, keep_default_na=False)["prediction"]
        return float(np.mean(said.to_numpy() == self.truth.iloc[rows].to_numpy()))

    def ask(self, rows):
        self.features.iloc[rows].to_csv(self.folder / "pool.csv", index=False)
        out = subprocess.run(
            [self.program, "ask", self.folder / "model", self.folder / "pool.csv", "--count",
             str(STEP)], check=True, capture_output=True, text=True).stdout
        return [int(row) - 1 for row in pd.read_csv(io.StringIO(out))["row"]]


def draw(truth, random):
    """The beginning, the pool, the test; the beginning holds two classes at least."""
    while True:
        order = random.permutation(len(truth))
        # Small tables give what they have.
        test = min(TEST, len(truth) - START - END - 400)
        first, rest, pool = order[:START], order[START:START + test], order[START + test:]
        if truth.iloc[first].nunique() > 1:
            return first, pool[:POOL], rest


def curve(arm, asks, first, pool, test, random):
    arm.learn(first)
    pool, points = list(pool), [arm.accuracy(test)]
    for _ in range(START, END, STEP):
        places = arm.ask(pool) if asks else random.permutation(len(pool))[:STEP].tolist()
        chosen = [pool[place] for place in places]
        left = set(places)
        pool = [row for place, row in enumerate(pool) if place not in left]
        arm.learn(chosen)
        points.append(arm.accuracy(test))
    return points


def needed(asked, goal):
    """How many rows it takes to be as good, between rounds by interpolation."""
    for k, value in enumerate(asked):
        if value >= goal:
            if k == 0:
                return START
            before = asked[k - 1]
            return START + STEP * (k - 1 + (goal - before) / max(value - before, 1e-9))
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fledgling", required=True)
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--only", default="")
    parser.add_argument("--arms", default="asked,random")
    arguments = parser.parse_args()
    marks = [0, 2, 4, 9]
    gains = []
    for name, features, truth, options in tables(arguments.data):
        if arguments.only and name not in arguments.only.split(","):
            continue
        curves = {}
        for arm in arguments.arms.split(","):
            for seed in range(arguments.seeds):
                random = np.random.default_rng(seed)
                first, pool, test = draw(truth, random)
                with tempfile.TemporaryDirectory() as folder:
                    learner = Arm(
                        arguments.fledgling, features, truth, options, pathlib.Path(folder))
                    curves.setdefault(arm, []).append(
                        curve(learner, arm == "asked", first, pool, test, random))
        means = {arm: np.mean(values, axis=0) for arm, values in curves.items()}
        line = f"| {name} |"
        for arm, mean in means.items():
            line += " " + " / ".join(f"{mean[k]:.3f}"[1:] for k in marks) + " |"
        if len(means) == 2:
            wanted = needed(means["asked"], means["random"][-1])
            line += f" {'more than 200' if wanted is None else round(wanted)} |"
            gains.append(np.mean(means["asked"][1:] - means["random"][1:]))
            line += f" {gains[-1]:+.3f} |"
            each = [np.mean(a[1:]) - np.mean(b[1:])
                    for a, b in zip(np.array(curves["asked"]), np.array(curves["random"]))]
            line += f" {sum(e > 0 for e in each)} of {len(each)} |"
        else:
            line += f" area {np.mean(next(iter(means.values()))[1:]):.4f} |"
        print(line, flush=True)
    if gains:
        print(f"mean gain {np.mean(gains):+.4f}")


if __name__ == "__main__":
    main()
