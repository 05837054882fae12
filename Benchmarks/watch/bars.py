"""Runs `fledgling watch` on games, support cases and engines, beside what others use for them.

Every task goes through the command line as a user's would, with the same settings: none but the names
of columns.  Rivals learn from the same episodes and are asked after the same steps: logistic regression
on material and mobility, gradient boosting on all fields or on hand-made prefix features.  95 %
intervals are bootstrapped over episodes, of paired differences where two are compared.

    python Benchmarks/watch/bars.py --fledgling .build/release/fledgling --data DATA [--only chess]
"""

import argparse
import csv
import datetime
import json
import math
import pathlib
import shutil
import subprocess
import tempfile

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

FRACTIONS = (.1, .25, .5, .75, .9)
TRAIN = .7
# The least share that counts where classes are rare.
FLOOR = .001


def note(task, what, value, interval=None, bar=None, better="less"):
    """Prints a line of the table; a bar is held against the value itself, not against its interval."""
    ends = "" if interval is None else f"{interval[0]:+.4f} to {interval[1]:+.4f}"
    met = "" if bar is None else (
        "met" if (value <= bar if better == "less" else value >= bar) else "NOT met")
    print(f"| {task} | {what} | {value:.4f} | {ends} | {'' if bar is None else bar} | {met} |",
          flush=True)


def bootstrap(sums, counts, draws=1_000):
    """The 95 % interval of a mean or a share, by episodes, each with a sum and what it is divided by."""
    random = np.random.default_rng(0)
    means = [np.sum(sums[chosen], axis=0) / np.sum(counts[chosen])
             for chosen in (random.integers(0, len(sums), len(sums)) for _ in range(draws))]
    return np.percentile(means, [2.5, 97.5], axis=0)


def scores(shares, truth, floor=1e-12):
    """Brier score over all classes, and log loss, for `[..., class]` and `[...]`."""
    right = np.eye(shares.shape[-1])[truth]
    return (((shares - right) ** 2).sum(-1),
            -np.log(np.maximum(floor, (shares * right).sum(-1))))


def table(path):
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return rows


def write(path, columns, rows):
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)


def grouped(rows, column):
    """Rows by episode, in the order of their first rows."""
    groups = {}
    for row in rows:
        groups.setdefault(row[column], []).append(row)
    return groups


class Program:
    def __init__(self, path, folder):
        self.path, self.folder = str(path), pathlib.Path(folder)

    def watch(self, path, *words):
        """The report, and what was foreseen: rows by episode."""
        said = self.folder / "said.csv"
        done = subprocess.run(
            [self.path, "watch", str(path), *map(str, words), "--predictions", str(said),
             "--report", "json", "--quiet"], capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"{path} {words}: {done.stderr.strip()[-800:]}")
        return json.loads(done.stdout), grouped(table(said), "episode")


# Chess

PIECES = "pnbrq"
RESULTS = ("white", "draw", "black")


class Chess:
    """One order of the games, the first share of which is learned."""

    def __init__(self, games, fields, number):
        self.places = np.random.default_rng(1_000 + number).permutation(len(games))
        learned = round(TRAIN * len(games))
        self.learned, self.judged = self.places[:learned], self.places[learned:]
        self.games, self.fields = games, fields
        self.truth = np.array([RESULTS.index(games[place][0]["result"]) for place in self.judged])

    def write(self, path):
        """All games one after the other, named by their place in the order."""
        rows = [{**row, "game": f"{number:03}"} for number, place in enumerate(self.places)
                for row in self.games[place]]
        write(path, list(rows[0]), rows)

    def looks(self, episode):
        return [int(fraction * (len(episode) - 1)) for fraction in FRACTIONS]

    def rivals(self):
        """By name, the shares `[game, fraction, class]`."""
        def numbers(rows):
            return np.array([[float(row[name]) for name in self.fields] for row in rows])

        def balance(rows):
            pairs = [("w" + piece, "b" + piece) for piece in PIECES] + [("w_mobility", "b_mobility")]
            return np.array([[float(row[a]) - float(row[b]) for a, b in pairs] for row in rows])

        known = [row for place in self.learned for row in self.games[place]]
        asked = [self.games[place][look] for place in self.judged
                 for look in self.looks(self.games[place])]
        labels = np.array([RESULTS.index(row["result"]) for row in known])
        shape = (len(self.judged), len(FRACTIONS), len(RESULTS))
        logistic = make_pipeline(StandardScaler(), LogisticRegression(C=1)).fit(balance(known), labels)
        boosting = HistGradientBoostingClassifier(random_state=0).fit(numbers(known), labels)
        ends = [RESULTS.index(self.games[place][0]["result"]) for place in self.learned]
        constant = np.bincount(ends, minlength=3) / len(ends)
        return {
            "logistic regression": logistic.predict_proba(balance(asked)).reshape(shape),
            "gradient boosting": boosting.predict_proba(numbers(asked)).reshape(shape),
            "constant": np.broadcast_to(constant, shape),
        }

    def said(self, answers):
        """What the program foresaw, as the rivals' shares."""
        first = len(self.learned)
        return np.array([
            [[float(answers[f"{first + place:03}"][look][f"p({result})"]) for result in RESULTS]
             for look in self.looks(self.games[game])]
            for place, game in enumerate(self.judged)])


def chess(program, data, orders):
    rows = table(data / "chess_episodes.csv")
    games = list(grouped(rows, "game").values())
    fields = [name for name in rows[0] if name not in ("game", "result")]
    path = program.folder / "games.csv"
    paces, alarms = [], {"black": [], "white": []}
    # By rival and measure: sums over orders by game and fraction.
    names = ("fledgling", "logistic regression", "gradient boosting", "constant")
    sums = {name: np.zeros((2, len(games), len(FRACTIONS))) for name in names}
    means = {name: [] for name in names}
    counts = np.zeros(len(games))
    for number in range(orders):
        order = Chess(games, fields, number)
        order.write(path)
        for bad, found in alarms.items():
            report, answers = program.watch(
                path, "--episode", "game", "--order", "ply", "--outcome", "result",
                "--train-fraction", TRAIN, "--bad", bad)
            found.append(report["alarms"])
            paces.append(report["stepsPerSecond"])
        told = {"fledgling": order.said(answers), **order.rivals()}
        for name, shares in told.items():
            both = np.array(scores(shares, order.truth[:, None]))
            sums[name][:, order.judged] += both
            means[name].append(both.mean(axis=1))
        if not np.allclose(means["fledgling"][-1][0],
                           [point["brier"] for point in report["points"]], atol=1e-4):
            print("   the report's Brier scores differ from those of its predictions", flush=True)
        counts[order.judged] += 1
        print("   order", number, np.round(means["fledgling"][-1][0], 4), flush=True)
    judged = counts > 0
    total = counts.sum()
    for measure, title in enumerate(("Brier", "log loss")):
        for place, fraction in enumerate(FRACTIONS):
            at = f"{title} at {fraction:.0%}"
            values = {name: sums[name][measure, :, place].sum() / total for name in names}
            for name in names:
                note("chess", f"{at}, {name}", values[name])
            for name, bar in (("logistic regression", 1.0 if fraction < .5 else .9),
                              ("gradient boosting", 1.0), ("constant", None)):
                better = sum(ours[measure, place] <= (bar or 1) * theirs[measure, place]
                             for ours, theirs in zip(means["fledgling"], means[name]))
                ours, theirs = (sums[one][measure, judged, place] for one in ("fledgling", name))
                note("chess", f"{at}, as a share of {name} (so in {better} of {orders} orders)",
                     values["fledgling"] / values[name], bootstrap(ours, theirs), bar)
                apart = sums["fledgling"][measure, :, place] - sums[name][measure, :, place]
                note("chess", f"{at}, difference to {name}", apart.sum() / total,
                     bootstrap(apart[judged], counts[judged]))
    note("chess", "steps a second, from the file", float(np.mean(paces)))
    for bad, found in alarms.items():
        rates = np.array([one["falseAlarmRate"] for one in found])
        print("   false alarms by order,", bad, np.round(rates, 4), flush=True)
        half = 1.96 * rates.std(ddof=1) / math.sqrt(orders) if orders > 1 else math.inf
        mean = float(rates.mean())
        span = f"orders {rates.min():.3f} to {rates.max():.3f}, of {found[0]['good']} good games or so"
        note("alarms on chess", f"false alarms, --bad {bad} ({span}); at most", mean,
             (mean - half, mean + half), .05)
        note("alarms on chess", f"false alarms, --bad {bad}; at least", mean, None, .03, "more")
        note("alarms on chess", f"caught, --bad {bad}",
             float(np.mean([one["caught"] or 0 for one in found])))
        leads = [one["medianLead"] for one in found if one["medianLead"] is not None]
        note("alarms on chess", f"median share still to come, --bad {bad}", float(np.mean(leads)))


# Help desk

def seconds(row):
    return datetime.datetime.fromisoformat(row["CompleteTimestamp"]).timestamp()


class Helpdesk:
    """Cases in the order of their begins, without rows that stand there twice."""

    def __init__(self, data):
        rows = list({tuple(row.values()): row for row in table(data / "helpdesk_events.csv")}.values())
        cases = [sorted(case, key=seconds) for case in grouped(rows, "CaseID").values()]
        self.cases = sorted(cases, key=lambda case: seconds(case[0]))
        learned = round(TRAIN * len(self.cases))
        self.learned, self.judged = self.cases[:learned], self.cases[learned:]
        self.activities = sorted({row["ActivityID"] for case in self.learned for row in case})

    def prefixes(self, cases):
        """Hand-made features after every event but the last, and which case each is of."""
        features, owners = [], []
        for number, case in enumerate(cases):
            times = [seconds(row) for row in case]
            for place in range(len(case) - 1):
                when = datetime.datetime.fromisoformat(case[place]["CompleteTimestamp"])
                done = [row["ActivityID"] for row in case[:place + 1]]
                features.append(
                    [float(done[-1]), place + 1, times[place] - times[0],
                     times[place] - times[place - 1] if place else 0]
                    + [done.count(name) for name in self.activities]
                    + [when.weekday(), when.hour])
                owners.append(number)
        return np.array(features, float), np.array(owners)

    def days_left(self, cases):
        return np.array([(seconds(case[-1]) - seconds(row)) / 86_400
                         for case in cases for row in case[:-1]])


def helpdesk(program, data, _):
    log = Helpdesk(data)
    x, _ = log.prefixes(log.learned)
    y = log.days_left(log.learned)
    asked, owners = log.prefixes(log.judged)
    truth = log.days_left(log.judged)
    lengths = asked[:, 1]
    words = ("--episode", "CaseID", "--order", "CompleteTimestamp", "--category", "ActivityID",
             "--train-fraction", TRAIN)
    report, answers = program.watch(data / "helpdesk_events.csv", *words, "--remaining", "time")
    print("   rows left out:", report["skipped"], report["skippedFirst"][:1], flush=True)
    if report["overall"]["n"] != len(truth):
        print("   the program judged", report["overall"]["n"], "rows, not", len(truth), flush=True)
    mine = report["overall"]["mae"] / 86_400
    note("help desk, time left", f"days of error by amount, after {len(truth)} events", mine)
    squares = np.array([(float(row["prediction"]) - float(row["truth"])) ** 2
                        for case in log.judged if len(case) > 1
                        for row in answers[case[0]["CaseID"]][:-1]]) / 86_400 ** 2
    note("help desk, time left", "root mean squared error, days", math.sqrt(squares.mean()))
    note("help desk, time left", "share of intervals (nine in ten asked) that held",
         report["overall"]["covered"])
    for prefix in report["prefixes"]:
        note("help desk, time left",
             f"days of error after event {prefix['steps']} ({prefix['n']} cases)",
             prefix["mae"] / 86_400)
    counts = np.bincount(owners).astype(float)
    for name, made in (
            ("gradient boosting", HistGradientBoostingRegressor(random_state=0)),
            ("gradient boosting of amounts",
             HistGradientBoostingRegressor(loss="absolute_error", random_state=0))):
        errors = np.abs(made.fit(x, y).predict(asked) - truth)
        low, high = bootstrap(np.bincount(owners, errors), counts)
        note("help desk, time left", f"{name}, root mean squared error",
             math.sqrt((errors ** 2).mean()))
        note("help desk, time left", name, errors.mean(), (low, high))
        note("help desk, time left", f"as a share of {name}", mine / errors.mean(), None, 1.0)
        for length in range(1, 7):
            chosen = lengths == length if length < 6 else lengths >= 6
            note("help desk, time left", f"{name}, after event {length}", errors[chosen].mean())
    final(program, log, words, (x, asked))
    before_last(program, log, words, (x, asked, owners))


def final(program, log, words, features):
    """The final activity, which is the same in every case of this log."""
    ends = [case[-1]["ActivityID"] for case in log.cases]
    print("   final activities:", sorted(set(ends)), flush=True)
    path = program.folder / "ends.csv"
    write(path, ["CaseID", "ActivityID", "CompleteTimestamp", "end"],
          [{**row, "end": f"activity {case[-1]['ActivityID']}"} for case in log.cases for row in case])
    report, _ = program.watch(path, *words, "--outcome", "end")
    note("help desk, final activity", "accuracy", report["overall"]["accuracy"])
    note("help desk, final activity", "log loss", report["overall"]["logLoss"])
    note("help desk, final activity", "Brier", report["overall"]["brier"])
    try:
        shares = HistGradientBoostingClassifier(random_state=0).fit(
            features[0], np.zeros(len(features[0]))).predict_proba(features[1])
        note("help desk, final activity", "gradient boosting, log loss",
             float(-np.log(np.clip(shares[:, 0], 1e-12, 1)).mean()))
    except ValueError as refusal:
        print("   gradient boosting refuses one class:", str(refusal)[:80], flush=True)


def before_last(program, log, words, features):
    """The activity before the last: what the final one, always the same, was meant to ask.

    One of the classes is in no case learned, and boosting gives rare classes shares of nought or one:
    in the log loss nobody's share counts less than a thousandth.
    """
    x, asked, owners = features
    task = "help desk, activity before the last"
    path = program.folder / "before.csv"
    # The outcome stands in every row of a case and is no field; a case of one event has none.
    write(path, ["CaseID", "ActivityID", "CompleteTimestamp", "end"],
          [{**row, "end": f"activity {case[-2]['ActivityID']}"} for case in log.cases
           if len(case) > 1 for row in case])
    report, answers = program.watch(path, *words, "--outcome", "end")

    def ends(cases):
        return [f"activity {case[-2]['ActivityID']}" for case in cases for _ in case[:-1]]

    labels = sorted({*ends(log.learned), *ends(log.judged)})
    known = np.array([labels.index(end) for end in ends(log.learned)])
    truth = np.array([labels.index(end) for end in ends(log.judged)])
    mine = np.array([[float(row[f"p({label})"]) for label in labels]
                     for case in log.judged if len(case) > 1
                     for row in answers[case[0]["CaseID"]][:-1]])
    brier, loss = scores(mine, truth, FLOOR)
    hits = mine.argmax(axis=1) == truth
    note(task, "accuracy", hits.mean())
    note(task, "log loss", loss.mean())
    note(task, "Brier", brier.mean())
    counts = np.bincount(owners).astype(float)
    for name, made in (
            ("gradient boosting", HistGradientBoostingClassifier(random_state=0)),
            ("gradient boosting, stopped early",
             HistGradientBoostingClassifier(early_stopping=True, random_state=0))):
        fitted = made.fit(x, known)
        shares = np.zeros((len(asked), len(labels)))
        shares[:, fitted.classes_] = fitted.predict_proba(asked)
        theirs = scores(shares, truth, FLOOR)
        right = shares.argmax(axis=1) == truth
        note(task, f"{name}, accuracy", right.mean())
        apart = hits.astype(float) - right
        note(task, "difference in accuracy", apart.mean(),
             bootstrap(np.bincount(owners, apart), counts), 0, "more")
        for title, ours, other in (("log loss", loss, theirs[1]), ("Brier", brier, theirs[0])):
            note(task, f"{name}, {title}", other.mean())
            note(task, f"difference in {title}", (ours - other).mean(),
                 bootstrap(np.bincount(owners, ours - other), counts), 0)


# Turbofan

def turbofan(program, data, _):
    train, test = (data / f"turbofan_fd001_{which}.csv" for which in ("train", "test"))
    left = np.array([float(line) for line in
                     (data / "turbofan_fd001_test_rul.txt").read_text().split()[1:]])
    capped = np.minimum(left, 125)
    model = program.folder / "engines.watch"
    words = ("--episode", "unit", "--order", "cycle")
    program.watch(train, *words, "--remaining", "--cap", 125, "--save", model)

    def asked():
        _, answers = program.watch(
            test, *words, "--resume", model, "--unfinished", "--prefix", "test-")
        return np.array([float(answers[f"test-{unit + 1}"][-1]["prediction"])
                         for unit in range(len(left))])

    def judge(name, guess, bar=None):
        for title, truth, asked in (("RUL up to 125", capped, bar), ("RUL as it is", left, None)):
            squares = (guess - truth) ** 2
            low, high = bootstrap(squares, np.ones(len(squares)))
            note("turbofan FD001", f"{name}, root mean squared error, {title}",
                 math.sqrt(squares.mean()), (math.sqrt(low), math.sqrt(high)), asked)

    judge("fledgling", asked(), 14.0)
    # Values were last solved after 64 units.  To merge with a copy solves them from all.
    copy = program.folder / "copy.watch"
    shutil.copy(model, copy)
    subprocess.run([program.path, "merge", str(model), str(copy), "--output", str(model)],
                   check=True, stdout=subprocess.DEVNULL)
    judge("fledgling, merged with a copy of itself", asked())
    units = grouped(table(train), "unit")
    names = [name for name in next(iter(units.values()))[0] if name not in ("unit", "cycle")]

    def numbers(rows):
        return np.array([[float(row[name]) for name in names] for row in rows])

    known = [row for unit in units.values() for row in unit]
    target = np.concatenate([np.minimum(np.arange(len(unit))[::-1], 125) for unit in units.values()])
    last = [unit[-1] for unit in grouped(table(test), "unit").values()]
    boosting = HistGradientBoostingRegressor(random_state=0).fit(numbers(known), target)
    judge("gradient boosting on the last cycle", boosting.predict(numbers(last)))


TASKS = {"chess": chess, "helpdesk": helpdesk, "turbofan": turbofan}


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fledgling", type=pathlib.Path, required=True)
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--only", default=",".join(TASKS))
    parser.add_argument("--orders", type=int, default=10, help="of the games of chess")
    chosen = parser.parse_args()
    print("| task | what | measured | 95 % interval | bar | |\n|---|---|--:|---|--:|---|")
    for name in chosen.only.split(","):
        with tempfile.TemporaryDirectory() as folder:
            TASKS[name](Program(chosen.fledgling.resolve(), folder), chosen.data, chosen.orders)


if __name__ == "__main__":
    main()
