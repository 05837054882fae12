"""Few examples: 4 to 64 rows drawn at random, then 1,000 others predicted.

Fledgling beside logistic regression (standardised, one-hot; C = 1, and C by cross-validation), random
forest and gradient boosting, on the same draws.  Every draw holds at least two classes.

    python Benchmarks/senses/fewshot.py --fledgling .build/release/fledgling --data DATA [--draws 20]
"""

import argparse
import csv
import json
import pathlib
import subprocess
import tempfile
import warnings

import numpy as np
import pandas as pd
from sklearn import datasets
from sklearn.compose import make_column_transformer
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression, LogisticRegressionCV
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

SIZES = [4, 8, 16, 32, 64]
TEST = 1_000


def tables(data):
    targets = {
        "bank": "y", "spambase": "spam", "satimage": "y", "electricity": "class", "sea": "class",
    }
    for name, target in targets.items():
        table = pd.read_csv(data / f"{name}.csv")
        yield name, table.drop(columns=target), table[target].astype(str)
    for name in ("wine", "breast_cancer", "iris", "digits"):
        bunch = getattr(datasets, f"load_{name}")(as_frame=True)
        yield name, bunch.data, bunch.target.map(lambda k: f"c{k}")


def rivals(features):
    numbers = [c for c in features if pd.api.types.is_numeric_dtype(features[c])]
    others = [c for c in features if c not in numbers]

    def made(model):
        columns = make_column_transformer(
            (StandardScaler(), numbers), (OneHotEncoder(handle_unknown="ignore"), others))
        return make_pipeline(columns, model)

    return {
        "logistic C=1": lambda: made(LogisticRegression(max_iter=1_000)),
        "logistic CV": lambda: made(
            LogisticRegressionCV(Cs=7, cv=3, max_iter=300, scoring="neg_log_loss", use_legacy_attributes=False, l1_ratios=(0,))),
        "forest": lambda: made(RandomForestClassifier(200, n_jobs=1)),
    }


def score(labels, probabilities, truth):
    """Accuracy and log loss; a class nobody knew gets a thousandth."""
    places = {label: k for k, label in enumerate(labels)}
    hits, loss = 0, 0.0
    for row, label in zip(probabilities, truth):
        hits += labels[int(np.argmax(row))] == label
        p = row[places[label]] if label in places else 1e-3
        loss -= np.log(max(p, 1e-3))
    return hits / len(truth), loss / len(truth)


def fledgling(program, train, truth, test, folder):
    table = train.assign(target=truth)
    table.to_csv(folder / "train.csv", index=False)
    test.to_csv(folder / "test.csv", index=False)
    subprocess.run(
        [program, "learn", folder / "train.csv", "--target", "target", "--kind", "classify",
         "--save", folder / "model", "--quiet", "--report", "json"],
        check=True, capture_output=True)
    out = subprocess.run(
        [program, "predict", folder / "model", folder / "test.csv", "--all", "--format", "jsonl"],
        check=True, capture_output=True, text=True).stdout
    rows = [json.loads(line)["probabilities"] for line in out.splitlines()]
    labels = sorted(rows[0])
    return labels, [[row[label] for label in labels] for row in rows]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fledgling", required=True)
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--draws", type=int, default=20)
    parser.add_argument("--only", default="")
    parser.add_argument("--alone", action="store_true")
    arguments = parser.parse_args()
    warnings.filterwarnings("ignore")
    sums = {}
    for name, features, truth in tables(arguments.data):
        if arguments.only and name not in arguments.only.split(","):
            continue
        for size in SIZES:
            for draw in range(arguments.draws):
                random = np.random.default_rng(1_000 * size + draw)
                while True:
                    order = random.permutation(len(truth))[:size + TEST]
                    rows, rest = order[:size], order[size:]
                    if truth.iloc[rows].nunique() > 1:
                        break
                known, answers = truth.iloc[rows].tolist(), truth.iloc[rest].tolist()
                with tempfile.TemporaryDirectory() as folder:
                    found = {"fledgling": score(*fledgling(
                        arguments.fledgling, features.iloc[rows], known, features.iloc[rest],
                        pathlib.Path(folder)), answers)}
                for rival, make in ({} if arguments.alone else rivals(features)).items():
                    model = make()
                    try:
                        model.fit(features.iloc[rows], known)
                    except ValueError:
                        # Too few of a class to cross-validate.
                        model = rivals(features)["logistic C=1"]().fit(features.iloc[rows], known)
                    found[rival] = score(
                        list(model.classes_), model.predict_proba(features.iloc[rest]), answers)
                for rival, values in found.items():
                    sums.setdefault((name, size, rival), []).append(values)
            print(name, size, {
                rival: tuple(round(float(x), 3) for x in np.mean(sums[name, size, rival], axis=0))
                for rival in found}, flush=True)
    for size in SIZES:
        print("all", size, {
            rival: tuple(
                round(float(x), 3) for x in np.mean(
                    [np.mean(v, axis=0) for (_, s, r), v in sums.items() if s == size and r == rival],
                    axis=0))
            for rival in found})


if __name__ == "__main__":
    main()
