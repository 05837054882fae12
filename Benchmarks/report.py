"""The bars Fledgling has to meet, and the Markdown report of a benchmark run."""

import os
import platform
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from importlib.metadata import version
from pathlib import Path
from statistics import mean

from streams import STREAMS

# Accuracy at least, log loss at most, on all rows.
CLASS_BARS = {
    "electricity": (0.918, 0.210),
    "sea": (0.885, 0.353),
    "bank": (0.909, 0.190),
    "spambase": (0.943, 0.158),
    "satimage": (0.900, 0.290),
    "wine": (0.955, 0.200),
    "wdbc": (0.963, 0.124),
    "phishing": (0.918, 0.227),
    "digits": (0.955, 0.148),
    "segment": (0.962, 0.117),
    "bananas": (0.900, 0.235),
    "waveform": (0.856, 0.317),
    "led": (0.763, 0.725),
    "agrawal_drift": (0.977, 0.055),
    "rbf_drift": (0.938, 0.195),
    "hyperplane": (0.928, 0.235),
    "rtree": (0.842, 0.382),
    "sea_drift": (0.882, 0.361),
}
FRIED_RMSE = 1.3
BIKE_GAIN = 0.15
COVERAGE = (0.88, 0.92)
EXPERT_FACTOR = 1.01
ACCURACY_SLACK = 0.002

# Two classes and at most ten fields: the streams that have to be fast.
FAST = ("electricity", "sea", "bananas", "phishing", "agrawal_drift", "hyperplane", "sea_drift")
FAST_SPEED = 50_000
FAST_ROWS = 10_000
FAST_OVER_ARF = 100

EARLY = (50, 200)
MIB = 1 << 20


@dataclass
class Results:
    quick: bool
    shapes: dict[str, tuple[int, int]] = field(default_factory=dict)
    theirs: dict[tuple[str, str], dict] = field(default_factory=dict)
    ours: dict[tuple[str, int], dict] = field(default_factory=dict)

    @property
    def rivals(self) -> list[str]:
        return list(dict.fromkeys(rival for _, rival in self.theirs))

    def full(self, stream: str) -> dict | None:
        """Ours on the most rows."""
        runs = [(limit, run) for (name, limit), run in self.ours.items() if name == stream]
        return max(runs, key=lambda run: run[0])[1] if runs else None

    def pair(self, stream: str, rival: str) -> tuple[dict, dict] | None:
        """Ours and the rival's on the same rows, if there are both."""
        theirs = self.theirs.get((stream, rival))
        ours = theirs and self.ours.get((stream, theirs["examples"]))
        return (ours, theirs) if ours else None


# Bars


@dataclass(frozen=True)
class Bar:
    stream: str
    text: str
    measured: str
    met: bool | None

    def row(self) -> str:
        verdict = {True: "met", False: "**NOT MET**", None: "not measured"}[self.met]
        return f"| {self.stream} | {self.text} | {self.measured} | {verdict} |"


def bars(results: Results) -> Iterator[Bar]:
    for stream in results.shapes:
        if STREAMS[stream].kind == "classify":
            yield from class_bars(results, stream)
        else:
            yield from number_bars(results, stream)


def class_bars(results: Results, stream: str) -> Iterator[Bar]:
    ours = results.full(stream)
    if ours is None:
        yield Bar(stream, "every bar", "no run of ours", None)
        return
    if stream in CLASS_BARS:
        accuracy, loss = CLASS_BARS[stream]
        yield at_least(stream, "accuracy", ours["accuracy"], accuracy, 3)
        yield at_most(stream, "log loss", ours["logLoss"], loss, 3)
    experts = {e["name"]: e["logLoss"] for e in ours.get("experts", [])}
    if experts:
        best = min(experts, key=experts.get)
        text = f"log loss, {EXPERT_FACTOR} × best expert ({best})"
        yield at_most(stream, text, ours["logLoss"], EXPERT_FACTOR * experts[best], 4)
    else:
        yield Bar(stream, "log loss against the best expert", "no experts reported", None)
    yield from boosting_bars(results, stream)
    if stream in FAST:
        yield from speed_bars(results, stream, ours)


def boosting_bars(results: Results, stream: str) -> Iterator[Bar]:
    # Both predict the same.
    pair = results.pair(stream, "hgb") or results.pair(stream, "hgb-1t")
    if pair is None:
        yield Bar(stream, "ahead of hgb", "no run of hgb on the same rows", None)
        return
    ours, hgb = pair
    yield below(stream, "log loss, hgb", ours["logLoss"], hgb["logLoss"], 4)
    floor = hgb["accuracy"] - ACCURACY_SLACK
    yield at_least(stream, f"accuracy, hgb − {ACCURACY_SLACK}", ours["accuracy"], floor, 4)
    for rival in ("hgb", "hgb-1t"):
        if pair := results.pair(stream, rival):
            seconds = [run["cpuSeconds"] for run in pair]
            yield below(stream, f"CPU seconds, {rival}", *seconds, 1)


def speed_bars(results: Results, stream: str, ours: dict) -> Iterator[Bar]:
    if results.shapes[stream][0] >= FAST_ROWS:
        yield at_least(stream, "rows per CPU second", ours["examplesPerSecond"], FAST_SPEED, 0)
    for rival, factor in (("ARF10", FAST_OVER_ARF), ("vw", 1)):
        text = f"rows per CPU second, {factor} × {rival}"
        if pair := results.pair(stream, rival):
            speed, theirs = pair[0]["examplesPerSecond"], pair[1]["examplesPerSecond"]
            yield at_least(stream, text, speed, factor * theirs, 0)
        else:
            yield Bar(stream, text, f"no run of {rival} on the same rows", None)


def number_bars(results: Results, stream: str) -> Iterator[Bar]:
    ours = results.full(stream)
    if ours is None:
        yield Bar(stream, "every bar", "no run of ours", None)
        return
    if stream == "fried":
        yield at_most(stream, "rmse", ours["rmse"], FRIED_RMSE, 3)
    if stream == "bike_hourly":
        yield bike_bar(results, stream)
    low, high = COVERAGE
    coverage = ours["intervalCoverage"]
    yield Bar(stream, f"coverage {low} to {high}", f"{coverage:.3f}", low <= coverage <= high)


def bike_bar(results: Results, stream: str) -> Bar:
    text = f"mae at least {BIKE_GAIN:.0%} below the best River regressor"
    river = [r for r in results.rivals if r not in ("NoChange", "mean")]
    pairs = [pair for r in river if (pair := results.pair(stream, r))]
    if not pairs:
        return Bar(stream, text, "no River regressor", None)
    ours, best = min(pairs, key=lambda pair: pair[1]["mae"])
    bar = (1 - BIKE_GAIN) * best["mae"]
    return at_most(stream, f"{text} ({best['rival']})", ours["mae"], bar, 2)


def at_least(stream: str, text: str, value: float, bar: float, digits: int) -> Bar:
    return Bar(stream, f"{text} ≥ {bar:,.{digits}f}", f"{value:,.{digits + 1}f}", value >= bar)


def at_most(stream: str, text: str, value: float, bar: float, digits: int) -> Bar:
    return Bar(stream, f"{text} ≤ {bar:,.{digits}f}", f"{value:,.{digits + 1}f}", value <= bar)


def below(stream: str, text: str, value: float, bar: float, digits: int) -> Bar:
    return Bar(stream, f"{text} < {bar:,.{digits}f}", f"{value:,.{digits + 1}f}", value < bar)


# Tables


def stream_table(results: Results, stream: str) -> Iterator[str]:
    rows, fields = results.shapes[stream]
    numeric = STREAMS[stream].kind == "regress"
    score = "mae (rmse)" if numeric else "accuracy (log loss)"
    differences = ("mae ×", "rmse ×") if numeric else ("accuracy +", "log loss ×")
    yield f"### {stream}: {rows:,} rows, {fields} fields"
    yield ""
    yield (
        f"| | rows | {score} | rows per CPU second | peak MiB "
        f"| ours: {differences[0]} | {differences[1]} | speed × | memory × |"
    )
    yield "|---|--:|--:|--:|--:|--:|--:|--:|--:|"
    ours = results.full(stream)
    if ours:
        yield f"| **fledgling** | {cells(ours)} | | | | |"
    for rival in results.rivals:
        if (stream, rival) not in results.theirs:
            continue
        theirs = results.theirs[stream, rival]
        pair = results.pair(stream, rival)
        ratios = ratio_cells(*pair) if pair else "| | |"
        yield f"| {rival} | {cells(theirs)} | {ratios} |"
    yield ""


def cells(run: dict) -> str:
    rows = f"{run['examples']:,}" + (" (out of time)" if run.get("truncated") else "")
    if "mae" in run:
        score = f"{run['mae']:.4g} ({run['rmse']:.4g})"
    else:
        score = f"{run['accuracy']:.4f} ({run['logLoss']:.4f})"
    speed = run["examplesPerSecond"]
    speed = f"{speed:,.0f}" if speed else ""
    return f"{rows} | {score} | {speed} | {run['peakMemoryBytes'] / MIB:,.0f}"


def ratio_cells(ours: dict, theirs: dict) -> str:
    if "mae" in ours:
        scores = f"{ours['mae'] / theirs['mae']:.3g} | {ours['rmse'] / theirs['rmse']:.3g}"
    else:
        difference = ours["accuracy"] - theirs["accuracy"]
        scores = f"{difference:+.4f} | {ours['logLoss'] / theirs['logLoss']:.3f}"
    speed = ours["examplesPerSecond"] * theirs["cpuSeconds"] / theirs["examples"]
    memory = ours["peakMemoryBytes"] / theirs["peakMemoryBytes"]
    return f"{scores} | {speed:.3g} | {memory:.3g}"


def early_table(results: Results) -> Iterator[str]:
    """Mean accuracy early on; beside each rival, ours on the streams it ran on."""
    yield "| | " + " | ".join(f"streams | after {n} rows | ours" for n in EARLY) + " |"
    yield "|---|" + "--:|" * (3 * len(EARLY))
    for rival in results.rivals:
        row = [early_cells(results, rival, examples) for examples in EARLY]
        if any(row):
            yield f"| {rival} | " + " | ".join(cell or " | | " for cell in row) + " |"
    yield ""


def early_cells(results: Results, rival: str, examples: int) -> str | None:
    pairs = []
    for (stream, name), theirs in results.theirs.items():
        ours = results.full(stream)
        if name == rival and ours and STREAMS[stream].kind == "classify":
            pair = accuracy_at(ours, examples), accuracy_at(theirs, examples)
            if None not in pair:
                pairs.append(pair)
    if not pairs:
        return None
    ours, theirs = (mean(column) for column in zip(*pairs))
    return f"{len(pairs)} | {theirs:.4f} | {ours:.4f}"


def accuracy_at(run: dict, examples: int) -> float | None:
    points = (p["accuracy"] for p in run["curve"] if p["examples"] == examples)
    return next(points, None)


# Circumstances


def processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def program_version(binary: Path) -> str:
    done = subprocess.run([str(binary), "--version"], capture_output=True, text=True)
    return done.stdout.strip() if done.returncode == 0 else "unknown"


def write_report(results: Results, path: Path, command: str, binary: Path) -> None:
    packages = ("river", "scikit-learn", "vowpalwabbit", "numpy")
    versions = [f"fledgling {program_version(binary)}", f"Python {platform.python_version()}"]
    versions += [f"{name} {version(name)}" for name in packages]
    path.write_text("\n".join([
        "# Streams",
        "",
        f"{date.today()}, {processor()}, {os.cpu_count()} cores, {platform.system()}.",
        f"{', '.join(versions)}.",
        "",
        f"    {command}",
        "",
        "Every row is predicted before it is learned; one configuration for all streams. Log loss",
        "in brackets, probabilities clipped at 1e-6. CPU time is that of all threads: of the",
        "rivals only while predicting and learning, of fledgling of the whole process, reading",
        "included. The columns to the right compare both on the same rows, ours to theirs. The",
        "rivals get the fields of the file; fledgling makes fields of the last outcomes itself.",
        "hgb has as many threads as there are cores, hgb-1t has one: the same predictions for",
        "less CPU time, so compare CPU time with hgb-1t.",
        "Results of rivals may come from an earlier run on the same machine.",
        "",
        *(line for stream in results.shapes for line in stream_table(results, stream)),
        "## Early on",
        "",
        "Mean running accuracy over the streams that both ran on and that have so many rows.",
        "",
        *early_table(results),
        "## Bars",
        "",
        *bar_section(results),
    ]) + "\n")


def bar_section(results: Results) -> list[str]:
    if results.quick:
        return ["Not judged: a quick run, and the bars are for all rows."]
    judged = list(bars(results))
    met = sum(bar.met is True for bar in judged)
    return [
        f"{met} of {len(judged)} met.",
        "",
        "| stream | bar | measured | |",
        "|---|---|--:|---|",
        *(bar.row() for bar in judged),
    ]
