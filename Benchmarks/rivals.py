"""One rival on one stream, in a process of its own; prints one JSON line.

Every row is predicted before it is learned. Only predicting and learning are
timed: reading the file, and putting rows into the rival's own format, are free.
"""

import argparse
import csv
import json
import math
import os
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from streams import STREAMS, Stream

CURVE = (50, 200, 1000)
FLOOR = 1e-6
DATE = "%m/%d/%Y"


# Reading


@dataclass(frozen=True)
class Schema:
    """What has to be known of a file beforehand: kinds of columns, classes, rows."""

    fields: list[str]
    kinds: list[str]
    classes: list[str]
    rows: int

    @property
    def has_categories(self) -> bool:
        return "category" in self.kinds


def survey(stream: Stream) -> Schema:
    with stream.path.open(newline="") as file:
        reader = csv.reader(file)
        fields = next(reader)[:-1]
        kinds = ["number"] * len(fields)
        classes: set[str] = set()
        rows = 0
        for row in reader:
            rows += 1
            kinds = [kind_of(value, kind) for value, kind in zip(row, kinds)]
            if stream.kind == "classify":
                classes.add(row[-1])
    return Schema(fields, kinds, sorted(classes), rows)


def kind_of(value: str, so_far: str) -> str:
    """The narrowest of number, date, category that holds this value and those before."""
    if so_far == "number":
        try:
            float(value)
            return "number"
        except ValueError:
            so_far = "date"
    if so_far == "date":
        try:
            datetime.strptime(value, DATE)
            return "date"
        except ValueError:
            pass
    return "category"


def read(stream: Stream, schema: Schema, dates: bool) -> Iterator[tuple[dict, str | float]]:
    """Rows as (fields, target): numbers as float, dates as numeric parts or left out."""
    first_day: datetime | None = None
    with stream.path.open(newline="") as file:
        reader = csv.reader(file)
        next(reader)
        for row in reader:
            fields: dict[str, float | str] = {}
            for name, kind, value in zip(schema.fields, schema.kinds, row):
                if kind == "number":
                    fields[name] = float(value)
                elif kind == "date":
                    if dates:
                        date = datetime.strptime(value, DATE)
                        first_day = first_day or date
                        fields[f"{name}_month"] = float(date.month)
                        fields[f"{name}_day"] = float(date.day)
                        fields[f"{name}_elapsed"] = float((date - first_day).days)
                else:
                    fields[name] = value
            yield fields, row[-1] if stream.kind == "classify" else float(row[-1])


# Scoring


class ClassScores:
    """Accuracy and log loss; no prediction, or an unusable one, counts as uniform."""

    def __init__(self, classes: list[str]) -> None:
        self.uniform = {c: 1 / len(classes) for c in classes}
        self.examples = self.right = 0
        self.loss = 0.0

    def add(self, prediction: dict | None, target: str) -> None:
        total = sum(prediction.values()) if prediction else 0.0
        if not 0 < total < math.inf:
            prediction, total = self.uniform, 1.0
        self.examples += 1
        self.right += max(prediction, key=prediction.get) == target
        self.loss -= math.log(max(prediction.get(target, 0.0) / total, FLOOR))

    def running(self) -> dict:
        return {"accuracy": self.right / self.examples, "logLoss": self.loss / self.examples}

    def final(self) -> dict:
        return self.running()


class NumberScores:
    """Errors of numeric predictions; no prediction counts as 0."""

    def __init__(self) -> None:
        self.examples = 0
        self.absolute = self.squared = self.mean = self.spread = 0.0

    def add(self, prediction: float | None, target: float) -> None:
        error = (prediction or 0.0) - target
        self.examples += 1
        self.absolute += abs(error)
        self.squared += error * error
        step = target - self.mean
        self.mean += step / self.examples
        self.spread += step * (target - self.mean)

    def running(self) -> dict:
        return {
            "mae": self.absolute / self.examples,
            "rmse": math.sqrt(self.squared / self.examples),
        }

    def final(self) -> dict:
        return {**self.running(), "r2": 1 - self.squared / self.spread}


# Rivals


class Online:
    """A rival that takes one row at a time; the base of all but the retrained one."""

    block = 100

    def prepare(self, rows: list[dict], targets: list) -> list:
        """Rows in the rival's own format (not timed)."""
        return rows

    def step(self, rows: list, targets: list) -> list:
        """Predicts each row, then learns it (timed)."""
        predictions = []
        for row, target in zip(rows, targets):
            predictions.append(self.predict(row))
            self.learn(row, target)
        return predictions


class NoChange(Online):
    """The last outcome, with the frequency (add one) at which it was right so far."""

    def __init__(self, schema: Schema) -> None:
        self.classes = schema.classes
        self.last: str | float | None = None
        self.kept = self.seen = 0

    def predict(self, row: dict) -> dict | float | None:
        if not self.classes or self.last is None:
            return self.last
        kept = (self.kept + 1) / (self.seen + 2)
        share = (1 - kept) / max(len(self.classes) - 1, 1)
        return {c: kept if c == self.last else share for c in self.classes}

    def learn(self, row: dict, target: str | float) -> None:
        if self.last is not None:
            self.kept += self.last == target
            self.seen += 1
        self.last = target


class Majority(Online):
    """Class frequencies so far (add one); the mean of a numeric target."""

    def __init__(self, schema: Schema) -> None:
        self.counts = Counter(schema.classes)
        self.is_numeric = not schema.classes
        self.sum = 0.0
        self.seen = 0

    def predict(self, row: dict) -> dict | float:
        return self.sum / max(self.seen, 1) if self.is_numeric else self.counts

    def learn(self, row: dict, target: str | float) -> None:
        if self.is_numeric:
            self.sum += target
            self.seen += 1
        else:
            self.counts[target] += 1

    def step(self, rows: list, targets: list) -> list:
        predictions = []
        for row, target in zip(rows, targets):
            prediction = self.predict(row)
            predictions.append(prediction if self.is_numeric else dict(prediction))
            self.learn(row, target)
        return predictions


class RiverClassifier(Online):
    def __init__(self, schema: Schema, name: str) -> None:
        from river import forest, ensemble, linear_model, neighbors, tree

        model = {
            "ARF10": lambda: forest.ARFClassifier(n_models=10, seed=1),
            "AMF10": lambda: forest.AMFClassifier(
                n_estimators=10, use_aggregation=True, dirichlet=0.5, seed=1
            ),
            "SRP10": lambda: ensemble.SRPClassifier(n_models=10, seed=1),
            "HAT": lambda: tree.HoeffdingAdaptiveTreeClassifier(seed=1),
            "kNN": lambda: neighbors.KNNClassifier(n_neighbors=5),
            "softmax": lambda: linear_model.SoftmaxRegression(),
        }[name]()
        if name in ("kNN", "softmax"):
            model = scaled(schema) | model
        elif name == "AMF10" and schema.has_categories:
            model = numbers_and_indicators() | model
        self.predict = model.predict_proba_one
        self.learn = model.learn_one


class RiverRegressor(Online):
    def __init__(self, schema: Schema, name: str) -> None:
        from river import ensemble, forest, linear_model, neighbors, tree

        model = {
            "ARF10": lambda: forest.ARFRegressor(n_models=10, seed=1),
            "AMF10": lambda: forest.AMFRegressor(n_estimators=10, seed=1),
            "kNN": lambda: scaled(schema) | neighbors.KNNRegressor(n_neighbors=5),
            "linear": lambda: scaled(schema) | linear_model.LinearRegression(),
            "bagging10": lambda: ensemble.BaggingRegressor(
                tree.HoeffdingAdaptiveTreeRegressor(seed=1), n_models=10, seed=1
            ),
        }[name]()
        self.predict = model.predict_one
        self.learn = model.learn_one


def scaled(schema: Schema) -> object:
    """Standardised numbers, and an indicator per category if there are any."""
    from river import compose, preprocessing

    if not schema.has_categories:
        return preprocessing.StandardScaler()
    numbers = compose.SelectType(float) | preprocessing.StandardScaler()
    return numbers + (compose.SelectType(str) | preprocessing.OneHotEncoder())


def numbers_and_indicators() -> object:
    """For learners that take numbers only and need no scaling."""
    from river import compose, preprocessing

    return compose.SelectType(float) + (compose.SelectType(str) | preprocessing.OneHotEncoder())


class VowpalWabbit(Online):
    """One-against-all logistic regression; with `pairs`, all products of two fields too."""

    def __init__(self, schema: Schema, pairs: bool) -> None:
        from vowpalwabbit import Workspace

        crossed = " -q ::" if pairs else ""
        self.classes = schema.classes
        self.labels = {c: i for i, c in enumerate(schema.classes, 1)}
        self.workspace = Workspace(
            f"--oaa {len(schema.classes)} --probabilities --loss_function logistic --quiet{crossed}"
        )

    def prepare(self, rows: list[dict], targets: list) -> list[str]:
        return [
            f"{self.labels[target]} | " + " ".join(feature(k, v) for k, v in row.items())
            for row, target in zip(rows, targets)
        ]

    def step(self, rows: list, targets: list) -> list:
        # Parsed once; learning leaves the prediction made before the update.
        predictions = []
        kind = self.workspace.get_prediction_type()
        for line in rows:
            example = self.workspace.parse(line)
            self.workspace.learn(example)
            predictions.append(dict(zip(self.classes, example.get_prediction(kind))))
            self.workspace.finish_example(example)
        return predictions


def feature(name: str, value: float | str) -> str:
    return f"{name}:{value}" if isinstance(value, float) else f"{name}={value}"


class RetrainedBoosting(Online):
    """Gradient boosting fitted anew whenever the data has grown by 8 %.

    Until the first fit (20 rows and two classes) it answers with class frequencies.
    Its threads sleep while they wait: spinning, their default, is counted as CPU time.
    For CPU time the run with one thread is the one to compare with.
    """

    block = 2000
    first_fit = 20

    def __init__(self, schema: Schema, threads: int | None = None) -> None:
        os.environ.setdefault("OMP_WAIT_POLICY", "passive")
        if threads:
            os.environ["OMP_NUM_THREADS"] = str(threads)
        import numpy
        from sklearn.ensemble import HistGradientBoostingClassifier

        self.new_model = lambda: HistGradientBoostingClassifier(max_iter=100, early_stopping=False)
        self.frequencies = Majority(schema)
        self.labels = {c: i for i, c in enumerate(schema.classes)}
        self.classes = schema.classes
        self.codes: dict[str, dict[str, int]] = {}
        self.rows = numpy.empty((schema.rows, len(schema.fields)))
        self.targets = numpy.empty(schema.rows, dtype=int)
        self.seen = 0
        self.next_fit = self.first_fit
        self.model = None

    def prepare(self, rows: list[dict], targets: list) -> list:
        """Puts the rows into the table of all rows; `seen` says how many count."""
        for i, (row, target) in enumerate(zip(rows, targets), self.seen):
            self.rows[i] = [self.number(name, value) for name, value in row.items()]
            self.targets[i] = self.labels[target]
        return rows

    def number(self, name: str, value: float | str) -> float:
        """Categories are coded by order of appearance."""
        if isinstance(value, float):
            return value
        codes = self.codes.setdefault(name, {})
        return float(codes.setdefault(value, len(codes)))

    def step(self, rows: list, targets: list) -> list:
        predictions = []
        while len(predictions) < len(targets):
            count = min(len(targets) - len(predictions), self.next_fit - self.seen)
            predictions += self.predict_rows(targets[len(predictions) :][:count])
            self.seen += count
            if self.seen == self.next_fit:
                self.fit()
        return predictions

    def predict_rows(self, targets: list) -> list:
        """Predictions for the next rows, as many as there are targets."""
        if self.model is None:
            return self.frequencies.step(targets, targets)
        classes = [self.classes[i] for i in self.model.classes_]
        rows = self.rows[self.seen : self.seen + len(targets)]
        return [dict(zip(classes, row)) for row in self.model.predict_proba(rows).tolist()]

    def fit(self) -> None:
        targets = self.targets[: self.seen]
        if targets.min() < targets.max():
            self.model = self.new_model().fit(self.rows[: self.seen], targets)
        self.next_fit += max(25, int(self.next_fit * 0.08))


# From fast to slow, the order in which a benchmark runs them.
RIVALS = {
    "classify": {
        "NoChange": NoChange,
        "majority": Majority,
        "hgb-1t": lambda schema: RetrainedBoosting(schema, threads=1),
        "hgb": RetrainedBoosting,
        "vw": lambda schema: VowpalWabbit(schema, pairs=False),
        "vw-q": lambda schema: VowpalWabbit(schema, pairs=True),
        "softmax": lambda schema: RiverClassifier(schema, "softmax"),
        "HAT": lambda schema: RiverClassifier(schema, "HAT"),
        "kNN": lambda schema: RiverClassifier(schema, "kNN"),
        "ARF10": lambda schema: RiverClassifier(schema, "ARF10"),
        "AMF10": lambda schema: RiverClassifier(schema, "AMF10"),
        "SRP10": lambda schema: RiverClassifier(schema, "SRP10"),
    },
    "regress": {
        "NoChange": NoChange,
        "mean": Majority,
        "linear": lambda schema: RiverRegressor(schema, "linear"),
        "kNN": lambda schema: RiverRegressor(schema, "kNN"),
        "ARF10": lambda schema: RiverRegressor(schema, "ARF10"),
        "AMF10": lambda schema: RiverRegressor(schema, "AMF10"),
        "bagging10": lambda schema: RiverRegressor(schema, "bagging10"),
    },
}

# Rivals whose names end so do not get the dates, which harm some of them.
WITHOUT_DATES = "-nodate"


def rivals_of(stream: Stream) -> list[str]:
    names = list(RIVALS[stream.kind])
    if not stream.has_dates:
        return names
    river = [name for name in names if name not in ("NoChange", "mean")]
    return names + [name + WITHOUT_DATES for name in river]


# Measuring


def cpu_seconds() -> float:
    """CPU time of all threads and children of this process."""
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def peak_memory_bytes() -> int:
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def blocks(rows: Iterable[tuple], size: int) -> Iterator[tuple[list, list]]:
    rows = iter(rows)
    while block := list(islice(rows, size)):
        yield [fields for fields, _ in block], [target for _, target in block]


def measure(stream: Stream, name: str, limit: int | None, seconds: float) -> dict:
    schema = survey(stream)
    rival = RIVALS[stream.kind][name.removesuffix(WITHOUT_DATES)](schema)
    scores = ClassScores(schema.classes) if stream.kind == "classify" else NumberScores()
    wanted = min(limit or schema.rows, schema.rows)
    examples = read(stream, schema, dates=not name.endswith(WITHOUT_DATES))
    curve = []
    cpu = elapsed = 0.0
    for rows, targets in blocks(islice(examples, wanted), rival.block):
        rows = rival.prepare(rows, targets)
        cpu_before, before = cpu_seconds(), time.perf_counter()
        predictions = rival.step(rows, targets)
        cpu += cpu_seconds() - cpu_before
        elapsed += time.perf_counter() - before
        for prediction, target in zip(predictions, targets):
            scores.add(prediction, target)
            if scores.examples in CURVE:
                curve.append({"examples": scores.examples, **scores.running()})
        if elapsed > seconds:
            break
    result = {"stream": stream.name, "rival": name, "examples": scores.examples}
    if scores.examples < wanted:
        result["truncated"] = True
    return result | scores.final() | {
        "curve": curve,
        "cpuSeconds": cpu,
        "seconds": elapsed,
        "examplesPerSecond": scores.examples / cpu if cpu else None,
        "peakMemoryBytes": peak_memory_bytes(),
    }


def main() -> None:
    names = sorted({name for stream in STREAMS.values() for name in rivals_of(stream)})
    parser = argparse.ArgumentParser(description="Run one rival on one stream; prints a JSON line.")
    parser.add_argument("stream", choices=STREAMS, metavar="stream", help=", ".join(STREAMS))
    parser.add_argument("rival", choices=names, metavar="rival", help=", ".join(names))
    parser.add_argument("--limit", type=int, help="rows to use (default: all)")
    parser.add_argument(
        "--seconds",
        type=float,
        default=math.inf,
        help="stop after this time and report what was done",
    )
    options = parser.parse_args()
    stream = STREAMS[options.stream]
    if options.rival not in rivals_of(stream):
        parser.error(f"{options.rival} is no rival on {stream.name}")
    print(json.dumps(measure(stream, options.rival, options.limit, options.seconds)))


if __name__ == "__main__":
    main()
