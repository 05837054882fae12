"""Merging copies that learned apart, against averaging weights and federated averaging.

electricity, bank and bike_hourly; every tenth row is held back. The other rows are spread over
2, 10 and 100 copies, either interleaved or, "skewed", sorted by the target, so that a copy sees
one or two classes, or a small range of numbers. On the held-back rows:

- one learner: Fledgling on all rows in their order, then consolidated; "as learned" before that.
- merged: one Fledgling per copy, then `fledgling merge`. Are its predictions the same bytes as
  those of the one learner, and is the state the same (`stateHash`; should the model files differ
  all the same, it says so)?
- averaged weights: a linear model fitted to each copy's rows (logistic regression, ridge), their
  weights averaged, weighed by rows. A copy with one class has intercept log(rows + 1) and no slope.
- FedAvg: Flower's aggregation, 20 rounds of one local epoch of SGD in each of the copies.
- pooled SGD: the same SGD, 20 epochs over all rows in one place.

Both with the rows in their order, which is that of time, and with the rows shuffled once before
they are numbered: Fledgling follows the end of what it learned (by the ids), while the held-back
rows are of all times, and its rivals are averages over all times.

In the rivals' favour: fields are standardised and given indicators by what all training rows
together hold, which copies would have to share; whole numbers of at most 24 values and the date's
month get indicators too; learning rates are the best of five for each line, by the log loss or
absolute error on the held-back rows themselves. Their seconds are those of the best rate only.

    python Benchmarks/knowledge/merging.py --fledgling .build/release/fledgling --data DIR > merging.md
"""

import random
import tempfile
import time
import warnings
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy
from flwr.server.strategy.aggregate import aggregate
from sklearn.linear_model import LogisticRegression, Ridge, SGDClassifier, SGDRegressor

import program
from program import Failed, learn, predict, run, say, share, state_hash

COPIES = (2, 10, 100)
RATES = (0.0003, 0.001, 0.01, 0.1, 0.5)
ROUNDS = 20
FEW_VALUES = 24
QUICK_ROWS = 3_000
IN_ORDER, SHUFFLED = "rows in their order", "rows shuffled once"
JOBS = (("electricity", "class", "classify"), ("bank", "y", "classify"),
        ("bike_hourly", "cnt", "regress"))


@dataclass
class Job:
    name: str
    target: str
    kind: str
    header: list[str]
    rows: list[list[str]]
    train: list[int]
    test: list[int]
    features: numpy.ndarray
    outcomes: numpy.ndarray  # column of the class, or the number
    classes: list[str]

    @property
    def all(self) -> list[str]:
        return ["--all"] if self.classes else []


def load(path: Path, target: str, kind: str, order: str, quick: bool) -> Job:
    header, rows = program.read_table(path)
    if quick:  # spread over the whole file
        rows = rows[:: max(1, len(rows) // QUICK_ROWS)][:QUICK_ROWS]
    if order == SHUFFLED:
        random.Random(1).shuffle(rows)
    numbers = range(len(rows))
    train, test = [i for i in numbers if i % 10 != 9], [i for i in numbers if i % 10 == 9]
    at = header.index(target)
    texts = [row[at] for row in rows]
    classes = sorted(set(texts)) if kind == "classify" else []
    values = [classes.index(text) if classes else float(text) for text in texts]
    features = encode([[row[j] for row in rows] for j in range(len(header)) if j != at], train)
    return Job(path.stem, target, kind, header, rows, train, test, features,
               numpy.array(values), classes)


# Features of the rivals


def encode(columns: list[list[str]], train: list[int]) -> numpy.ndarray:
    """Numbers standardised and clipped at five deviations, indicators for the rest."""
    parts = []
    for column in columns:
        try:
            numbers = numpy.array([float(cell) for cell in column])
        except ValueError:
            parts += dates(column, train) or [indicators(column, train)]
            continue
        parts.append(standardised(numbers, train))
        if len(set(column)) <= FEW_VALUES and (numbers == numbers.round()).all():
            parts.append(indicators(column, train))
    return numpy.column_stack(parts)


def dates(column: list[str], train: list[int]) -> list[numpy.ndarray]:
    try:
        days = [datetime.strptime(cell, "%m/%d/%Y") for cell in column]
    except ValueError:
        return []
    elapsed = numpy.array([float(day.toordinal()) for day in days])
    return [standardised(elapsed, train), indicators([str(day.month) for day in days], train)]


def standardised(numbers: numpy.ndarray, train: list[int]) -> numpy.ndarray:
    known = numbers[train]
    return numpy.clip((numbers - known.mean()) / (known.std() or 1), -5, 5)


def indicators(column: list[str], train: list[int]) -> numpy.ndarray:
    values = sorted({column[i] for i in train})
    return numpy.array([[float(cell == value) for value in values] for cell in column])


# Splits


def interleaved(job: Job, copies: int) -> list[list[int]]:
    return [job.train[i::copies] for i in range(copies)]


def skewed(job: Job, copies: int) -> list[list[int]]:
    """Sorted by the target and cut into equal pieces; within a piece in the rows' order."""
    ordered = sorted(job.train, key=lambda i: (job.outcomes[i], i))
    return [sorted(map(int, piece)) for piece in numpy.array_split(ordered, copies)]


# Ours


def one_learner(binary: Path, job: Job, folder: Path) -> dict:
    model = folder / "one.model"
    test = program.write_table(folder / "test.csv", job.header, job.rows, job.test)
    table = program.write_table(folder / "train.csv", job.header, job.rows, job.train)
    learning = learn(binary, table, job.target, job.kind, model)
    fresh, _, asking = predict(binary, model, test, *job.all)
    rebuilding = run(binary, "consolidate", model)[1]
    rebuilt, text, _ = predict(binary, model, test, *job.all)
    return {"text": text, "hash": state_hash(binary, model), "model": model.read_bytes(),
            "fresh": score(job, answers(job, fresh)), "scores": score(job, answers(job, rebuilt)),
            "learning": learning + asking, "seconds": learning + rebuilding + asking}


def merged(binary: Path, job: Job, parts: list[list[int]], folder: Path, one: dict) -> list[str]:
    models = []
    seconds = 0.0
    for i, part in enumerate(parts):
        table = program.write_table(folder / "part.csv", job.header, job.rows, part)
        models.append(folder / f"{i}.model")
        seconds += learn(binary, table, job.target, job.kind, models[-1])
    random.Random(1).shuffle(models)  # the order of merging must not matter
    whole = folder / "merged.model"
    seconds += run(binary, "merge", *models, "--output", whole)[1]
    rows, text, asking = predict(binary, whole, folder / "test.csv", *job.all)
    differing = sum(a != b for a, b in zip(text.splitlines(), one["text"].splitlines()))
    same_text = "yes" if text == one["text"] else f"NO: {differing} rows"
    same_state = "yes" if state_hash(binary, whole) == one["hash"] else "NO"
    if same_state == "yes" and whole.read_bytes() != one["model"]:
        same_state = "yes (file differs)"
    for model in models:
        model.unlink()
    return [*score(job, answers(job, rows)), f"{seconds + asking:.1f}", same_text, same_state]


def answers(job: Job, rows: list[dict]) -> numpy.ndarray:
    if job.classes:
        return program.probabilities(rows, job.classes)
    return numpy.array([float(row["prediction"]) for row in rows])


def score(job: Job, answer: numpy.ndarray) -> list[str]:
    """Accuracy and log loss, or absolute and squared error."""
    truth = job.outcomes[job.test]
    if job.classes:
        return [share(program.accuracy(answer, truth)), share(program.log_loss(answer, truth))]
    return [f"{absolute_error(answer, truth):.1f}", f"{((answer - truth) ** 2).mean() ** 0.5:.1f}"]


def absolute_error(answer: numpy.ndarray, truth: numpy.ndarray) -> float:
    return float(abs(answer - truth).mean())


# Rivals


def linear_answer(job: Job, slope: numpy.ndarray, level: numpy.ndarray) -> numpy.ndarray:
    """Of a binary or one-against-all logistic model, or of a linear one."""
    raw = job.features[job.test] @ slope.T + level
    if not job.classes:
        return raw[:, 0]
    if raw.shape[1] == 1:
        raw = numpy.hstack([-raw, raw])
    chances = 1 / (1 + numpy.exp(-numpy.clip(raw, -30, 30)))
    return chances / chances.sum(1, keepdims=True)


def averaged_weights(job: Job, parts: list[list[int]]) -> list[str]:
    started = time.perf_counter()
    weights = [(fit_linear(job, part), len(part)) for part in parts]
    answer = linear_answer(job, *aggregate(weights))
    return [*score(job, answer), f"{time.perf_counter() - started:.1f}", "", ""]


def fit_linear(job: Job, part: list[int]) -> list[numpy.ndarray]:
    features, outcomes = job.features[part], job.outcomes[part]
    if not job.classes:
        model = Ridge(alpha=1.0).fit(features, outcomes)
        return [model.coef_[None, :], numpy.atleast_1d(model.intercept_)]
    if len(set(outcomes)) == 1:
        sign = 1 if outcomes[0] == 1 else -1
        level = sign * numpy.log(len(part) + 1)
        return [numpy.zeros((1, features.shape[1])), numpy.array([level])]
    model = LogisticRegression(C=1.0, max_iter=1000).fit(features, outcomes)
    return [model.coef_, model.intercept_]


def federated(job: Job, parts: list[list[int]]) -> list[str]:
    """With one part it is plain SGD on all rows."""
    mean, spread = 0.0, 1.0
    if not job.classes:
        mean, spread = job.outcomes[job.train].mean(), job.outcomes[job.train].std()
    truth = job.outcomes[job.test]
    loss = program.log_loss if job.classes else absolute_error
    best = None
    for rate in RATES:
        started = time.perf_counter()
        slope, level = federated_weights(job, parts, rate, mean, spread)
        answer = linear_answer(job, slope * spread, level * spread + mean)
        seconds = time.perf_counter() - started
        if numpy.isfinite(answer).all() and (best is None or loss(answer, truth) < best[0]):
            best = loss(answer, truth), answer, seconds, rate
    return [*score(job, best[1]), f"{best[2]:.1f}", "", "", f"rate {best[3]}"]


def federated_weights(job: Job, parts: list[list[int]], rate: float, mean: float, spread: float
                      ) -> list[numpy.ndarray]:
    common = {"alpha": 1e-6, "learning_rate": "constant", "eta0": rate, "random_state": 1}
    model = SGDClassifier(loss="log_loss", **common) if job.classes else SGDRegressor(**common)
    known = {"classes": numpy.arange(len(job.classes))} if job.classes else {}
    outcomes = job.outcomes if job.classes else (job.outcomes - mean) / spread
    data = [(job.features[part], outcomes[part]) for part in parts]
    model.partial_fit(*(array[:1] for array in data[0]), **known)  # makes room for the weights
    width = job.features.shape[1]
    weights = [numpy.zeros((1, width)), numpy.zeros(1)]
    for _ in range(ROUNDS):
        results = []
        for features, targets in data:
            model.coef_ = weights[0].copy() if job.classes else weights[0][0].copy()
            model.intercept_ = weights[1].copy()
            with numpy.errstate(all="ignore"):
                try:
                    model.partial_fit(features, targets)
                except ValueError:  # diverged
                    return [numpy.full((1, width), numpy.nan), numpy.full(1, numpy.nan)]
            results.append(([model.coef_.reshape(1, -1), model.intercept_], len(targets)))
        weights = aggregate(results)
    return weights


# All of it


def measure(binary: Path, job: Job, copies: tuple[int, ...]) -> list[list[str]]:
    lines = []

    def add(count: object, split: str, learner: str, cells: list[str]) -> None:
        lines.append([str(count), split, learner, *cells[:5]])
        say("  " + " ".join([job.name, str(count), split, learner, *cells]))

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        one = one_learner(binary, job, folder)
        add(1, "–", "one learner, as learned", [*one["fresh"], f"{one['learning']:.1f}", "", ""])
        add(1, "–", "one learner", [*one["scores"], f"{one['seconds']:.1f}", "", ""])
        add(1, "–", "pooled SGD", federated(job, [job.train]))
        for split in (interleaved, skewed):
            for count in copies:
                parts = split(job, count)
                try:
                    cells = merged(binary, job, parts, folder, one)
                except Failed as error:
                    say(f"FAILED: {error}")
                    cells = ["failed"] * 5
                add(count, split.__name__, "**merged**", cells)
                add(count, split.__name__, "averaged weights", averaged_weights(job, parts))
                add(count, split.__name__, "FedAvg", federated(job, parts))
    return lines


def main() -> None:
    options = program.options(__doc__, f"{QUICK_ROWS:,} rows of each file, 2 and 10 copies")
    warnings.filterwarnings("ignore")
    print("# Merging\n\nEvery tenth row held back; what the lines mean: `Benchmarks/knowledge/merging.py`.")
    for name, target, kind in JOBS:
        path = options.data / f"{name}.csv"
        if not program.there(path):
            continue
        for order in (IN_ORDER, SHUFFLED):
            job = load(path, target, kind, order, options.quick)
            title = f"{name}, {order}: {len(job.train):,} to learn, {len(job.test):,} held back"
            say(title)
            scores = ["accuracy", "log loss"] if job.classes else ["absolute error", "RMSE"]
            header = ["copies", "split", "learner", *scores, "seconds",
                      "same answers", "same state"]
            lines = measure(options.fledgling, job, COPIES[:2] if options.quick else COPIES)
            print(f"\n## {title}\n\n{program.markdown(header, lines)}", flush=True)


if __name__ == "__main__":
    main()
