"""Can one tell who was deleted? Membership inference before and after `fledgling unlearn`.

bank, electricity and spambase, rows shuffled. In each of several rounds the rows are dealt anew:
kept (learned, stay), deleted (learned, then unlearned), outside (never learned) and shadow rows
(for the attacker). A learner learns kept and deleted rows in random order; the attacker sees its
probabilities for deleted and outside rows, shuffled together in one file, and has to tell the two
apart. Two attacks:

- loss: the sharper the answer on the true class, the likelier a member (score log p).
- shadow: eight learners, of about the same size, each learn a random half of rows that are drawn
  from the shadow rows; a logistic regression on the loss, the margin (p of the true class less
  the best other) and the entropy of their answers learns to tell members from others, and is
  applied to the learner attacked. Shadow learners are consolidated when that one is.

AUC .5 is guessing. It is measured per round and averaged, each row of a round counting once;
intervals are 95 % bootstrap intervals, rows resampled together with all rounds in which they
occur. The learner is attacked as learned, consolidated, and after the deletion; "never learned"
is one that learned the kept rows only, consolidated: the deletion is exact if its answers are the
same bytes as those after the deletion. "Before and after" is the known limit: who holds both
models, consolidated, takes the rows whose loss the deletion raised most for the deleted ones.

    python Benchmarks/knowledge/membership.py --fledgling .build/release/fledgling --data DIR > membership.md
"""

import random
import shutil
import tempfile
import time
from pathlib import Path

import numpy
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import program
from program import Failed, learn, predict, run, say, state_hash

JOBS = {"bank": "y", "electricity": "class", "spambase": "spam"}
ROUNDS, QUICK_ROUNDS = 8, 1
SHADOWS = 8
ROWS = 8_000  # of each file, at most
BOOTSTRAPS = 1_000
ATTACKS = ("loss", "shadow")
STATES = ("as learned", "consolidated", "after deletion", "never learned", "before and after")


def deal(count: int, chance: random.Random) -> dict[str, list[int]]:
    """In sixteenths: two kept, three deleted, three outside, eight for the attacker."""
    numbers = list(range(count))
    chance.shuffle(numbers)
    cuts = [count * sixteenths // 16 for sixteenths in (0, 2, 5, 8, 16)]
    names = ("kept", "deleted", "outside", "shadow")
    return {name: numbers[a:b] for name, a, b in zip(names, cuts, cuts[1:])}


class Target:
    """A file's rows and classes, and where its tables and models go."""

    def __init__(self, binary: Path, path: Path, folder: Path) -> None:
        self.binary, self.folder, self.target = binary, folder, JOBS[path.stem]
        self.header, rows = program.read_table(path)
        random.Random(1).shuffle(rows)
        self.rows = rows[:ROWS]
        self.at = self.header.index(self.target)
        self.classes = sorted({row[self.at] for row in self.rows})

    def learned(self, rows: list[int], name: str) -> Path:
        table = program.write_table(self.folder / "learn.csv", self.header, self.rows, rows)
        model = self.folder / f"{name}.model"
        learn(self.binary, table, self.target, "classify", model)
        return model

    def consolidated(self, model: Path) -> Path:
        copy = model.with_name(model.stem + "-consolidated.model")
        shutil.copyfile(model, copy)
        run(self.binary, "consolidate", copy)
        return copy

    def unlearned(self, model: Path, rows: list[int]) -> Path:
        copy = model.with_name(model.stem + "-after.model")
        shutil.copyfile(model, copy)
        ids = self.folder / "ids.txt"
        ids.write_text("".join(f"{i}\n" for i in rows))
        run(self.binary, "unlearn", copy, "--ids-from", ids, "--key", self.folder / "key")
        return copy

    def confidence(self, model: Path, rows: list[int]) -> tuple[numpy.ndarray, str]:
        """Loss, margin and entropy for each row, and the answers as they were written."""
        table = program.write_table(self.folder / "ask.csv", self.header, self.rows, rows)
        answers, text, _ = predict(self.binary, model, table, "--all")
        chances = numpy.clip(program.probabilities(answers, self.classes), program.FLOOR, 1)
        truth = numpy.array([self.classes.index(self.rows[i][self.at]) for i in rows])
        each = numpy.arange(len(rows))
        right = chances[each, truth]
        others = chances.copy()
        others[each, truth] = 0
        entropy = -(chances * numpy.log(chances)).sum(1)
        return numpy.column_stack([-numpy.log(right), right - others.max(1), entropy]), text


def shadow_attacks(target: Target, rows: list[int], size: int, chance: random.Random) -> dict:
    """Classifiers of members, from learners as learned and from consolidated ones."""
    features: dict[str, list] = {"as learned": [], "consolidated": []}
    members = []
    for _ in range(SHADOWS):
        drawn = chance.sample(rows, min(2 * size, len(rows)))
        inside = drawn[: len(drawn) // 2]
        model = target.learned(inside, "shadow")
        asked = chance.sample(drawn, len(drawn))
        features["as learned"].append(target.confidence(model, asked)[0])
        rebuilt = target.consolidated(model)
        features["consolidated"].append(target.confidence(rebuilt, asked)[0])
        members.append(numpy.isin(asked, inside))
    known = numpy.concatenate(members)
    return {
        state: make_pipeline(StandardScaler(), LogisticRegression()).fit(numpy.vstack(seen), known)
        for state, seen in features.items()
    }


def one_round(target: Target, number: int) -> tuple[dict, list[int], numpy.ndarray, dict]:
    """Scores of every state and attack, the rows asked, who was a member, and exactness."""
    chance = random.Random(number)
    dealt = deal(len(target.rows), chance)
    asked = dealt["deleted"] + dealt["outside"]
    chance.shuffle(asked)
    members = numpy.isin(asked, dealt["deleted"])
    learned = dealt["kept"] + dealt["deleted"]
    chance.shuffle(learned)
    models = {"as learned": target.learned(learned, "all")}
    models["consolidated"] = target.consolidated(models["as learned"])
    alone = sorted(dealt["kept"])
    models["never learned"] = target.consolidated(target.learned(alone, "kept"))
    exact = {}
    try:
        models["after deletion"] = target.unlearned(models["as learned"], dealt["deleted"])
    except Failed as error:
        say(f"FAILED: {error}")
    attacks = shadow_attacks(target, dealt["shadow"], len(learned), chance)
    scores, texts = {}, {}
    for state, model in models.items():
        features, texts[state] = target.confidence(model, asked)
        attack = attacks["as learned" if state == "as learned" else "consolidated"]
        scores[state, "loss"] = -features[:, 0]
        scores[state, "shadow"] = attack.decision_function(features)
    if "after deletion" in models:
        pair = models["after deletion"], models["never learned"]
        hashes = {state_hash(target.binary, model) for model in pair}
        change = scores["after deletion", "loss"] - scores["consolidated", "loss"]
        scores["before and after", "loss"] = -change
        exact = {"answers": texts["after deletion"] == texts["never learned"],
                 "state": len(hashes) == 1}
    return scores, asked, members, exact


def auc_with_interval(rounds: list[tuple], state: str, attack: str) -> tuple[float, float, float]:
    """Rows are drawn for all rounds at once: a row's scores in different rounds are kin."""
    parts = [(numpy.unique(scores[state, attack], return_inverse=True)[1], numpy.array(asked),
              members) for scores, asked, members, _ in rounds if (state, attack) in scores]
    rows = 1 + max(int(asked.max()) for _, asked, _ in parts)
    chance = numpy.random.default_rng(1)
    values = [mean_auc(parts, numpy.ones(rows))]
    for _ in range(BOOTSTRAPS):
        values.append(mean_auc(parts, numpy.bincount(chance.integers(rows, size=rows),
                                                     minlength=rows)))
    return values[0], *numpy.quantile(values[1:], [0.025, 0.975])


def mean_auc(parts: list[tuple], times: numpy.ndarray) -> float:
    """Over the rounds; `times` says how often each row was drawn. Ties count half."""
    areas = []
    for ranks, asked, members in parts:
        inside = numpy.bincount(ranks, times[asked] * members)
        outside = numpy.bincount(ranks, times[asked] * ~members)
        below = outside.cumsum() - outside / 2
        areas.append(inside @ below / (inside.sum() * outside.sum()))
    return float(numpy.mean(areas))


def report(name: str, rounds: list[tuple]) -> list[list[str]]:
    lines = []
    for state in STATES:
        for attack in ATTACKS:
            if (state, attack) not in rounds[0][0]:
                continue
            auc, low, high = auc_with_interval(rounds, state, attack)
            count = sum(int(members.sum()) for _, _, members, _ in rounds)
            others = sum(len(asked) for _, asked, _, _ in rounds) - count
            cells = [name, state, attack, f"{auc:.3f}", f"{low:.3f} to {high:.3f}",
                     f"{count:,}", f"{others:,}"]
            say("  " + " ".join(cells))
            lines.append(cells)
    return lines


def main() -> None:
    options = program.options(__doc__, "one round instead of eight")
    print("# Membership inference\n\nHow it is measured: `Benchmarks/knowledge/membership.py`.\n")
    lines, notes = [], []
    for name in JOBS:
        path = options.data / f"{name}.csv"
        if not program.there(path):
            continue
        rounds = []
        with tempfile.TemporaryDirectory() as folder:
            target = Target(options.fledgling, path, Path(folder))
            for number in range(QUICK_ROUNDS if options.quick else ROUNDS):
                started = time.perf_counter()
                rounds.append(one_round(target, number))
                say(f"{name}, round {number + 1}: {time.perf_counter() - started:.1f} s")
        lines += report(name, rounds)
        exact = [r[3] for r in rounds if r[3]]
        if exact:
            answers, states = (sum(e[what] for e in exact) for what in ("answers", "state"))
            notes.append(f"- {name}: in {answers} of {len(rounds)} rounds the answers after the "
                         f"deletion, and in {states} the state, are those of a learner that never "
                         "learned the rows.")
        else:
            notes.append(f"- {name}: `unlearn` failed or is not there.")
    if lines:
        header = ["data", "attacked", "attack", "AUC", "95 % interval", "members", "others"]
        print(program.markdown(header, lines))
        print("\n" + "\n".join(notes))


if __name__ == "__main__":
    main()
