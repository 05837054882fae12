"""Runs the program on texts, pictures, signals and sequences, beside what others use for them.

Every task goes through the command line as a user's would, with the same settings: none.  Rivals run
on the same rows in the same process: linear models on TF-IDF n-grams or pixels, a random forest.
95 % intervals are Wilson's.

    python Benchmarks/senses/bars.py --fledgling .build/release/fledgling --data DATA [--only sms,mnist]
"""

import argparse
import csv
import gzip
import io
import json
import math
import pathlib
import resource
import struct
import subprocess
import tempfile
import time
import zipfile

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression, RidgeClassifier
from sklearn.pipeline import make_pipeline, make_union
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC, SVC

results = []


def wilson(share, count):
    z = 1.96
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count)) / (1 + z * z / count)
    return middle - half, middle + half


def note(task, what, value, bar=None, count=None, better="more"):
    interval = ""
    if count:
        low, high = wilson(value, count)
        interval = f"{low:.4f} to {high:.4f}"
    met = "" if bar is None else (
        "met" if (value >= bar if better == "more" else value <= bar) else "NOT met")
    results.append((task, what, value, interval, bar, met))
    print(f"| {task} | {what} | {value:.4f} | {interval} | {'' if bar is None else bar} | {met} |", flush=True)


class Program:
    def __init__(self, path, folder):
        self.path, self.folder = str(path), pathlib.Path(folder)

    def run(self, *words):
        """What it printed, and the processor seconds it took."""
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run([self.path, *map(str, words)], capture_output=True, text=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if done.returncode:
            raise SystemExit(f"{words}: {done.stderr.strip()[-800:]}")
        seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return done.stdout, seconds

    def learn(self, *words):
        out, _ = self.run("learn", *words, "--report", "json", "--quiet")
        return json.loads(out)

    def predict(self, model, *words):
        out, seconds = self.run(
            "predict", model, *words, "--format", "jsonl", "--no-familiarity")
        return [json.loads(line) for line in out.splitlines()], seconds


def accuracy(rows, truth):
    return float(np.mean([row["prediction"] == label for row, label in zip(rows, truth)]))


def table(path):
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    return rows[0], rows[1:]


def ngrams():
    return make_union(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True))


def sms(program, data):
    path = data / "sms.csv"
    report = program.learn(path, "--target", "label")
    count = report["examples"]
    note("SMS spam", "accuracy, one pass", report["accuracy"], .987, count)
    note("SMS spam", "log loss", report["logLoss"], .045, better="less")
    note("SMS spam", "texts a second, from the file", count / report["cpuSeconds"], 20_000)
    note("SMS spam", "coverage of conformal sets", report["setCoverage"])
    header, rows = table(path)
    column = header.index("label")
    labels, texts = [row[column] for row in rows], [row[1 - column] for row in rows]
    hits, known, model = 0, 8, None
    while known < len(texts):
        upto = min(len(texts), 2 * known)
        if len(set(labels[:known])) > 1:
            model = make_pipeline(ngrams(), LinearSVC()).fit(texts[:known], labels[:known])
        said = model.predict(texts[known:upto]) if model else [labels[0]] * (upto - known)
        hits += sum(a == b for a, b in zip(said, labels[known:upto]))
        known = upto
    note("SMS spam", "linear SVM on n-grams, refitted at each doubling", hits / (len(texts) - 8))


def banking(program, data):
    train, test = data / "banking77_train.csv", data / "banking77_test.csv"
    model = program.folder / "banking.model"
    report = program.learn(train, "--target", "category", "--save", model)
    note("Banking77", "accuracy, one pass", report["accuracy"], .80, report["examples"])
    note("Banking77", "texts a second, from the file", report["examples"] / report["cpuSeconds"])
    _, rows = table(test)
    header, _ = table(test)
    truth = [row[header.index("category")] for row in rows]
    said, _ = program.predict(model, test)
    note("Banking77", "test, before consolidation", accuracy(said, truth), None, len(truth))
    _, seconds = program.run("consolidate", model)
    said, _ = program.predict(model, test)
    note("Banking77", "test, consolidated", accuracy(said, truth), .915, len(truth))
    note("Banking77", "seconds to consolidate", seconds)
    header, known = table(train)
    column = 1 - header.index("category")
    texts = [row[column] for row in known]
    labels = [row[header.index("category")] for row in known]
    for name, made in (("linear SVM", LinearSVC()), ("ridge", RidgeClassifier())):
        fitted = make_pipeline(ngrams(), made).fit(texts, labels)
        note("Banking77", f"{name} on n-grams, all at once",
             float(np.mean(fitted.predict([row[column] for row in rows]) == truth)))


def idx(path):
    raw = gzip.open(path).read()
    dimensions = raw[3]
    shape = struct.unpack(f">{dimensions}I", raw[4:4 + 4 * dimensions])
    return np.frombuffer(raw, np.uint8, offset=4 + 4 * dimensions).reshape(shape)


def write_idx(path, array):
    header = bytes([0, 0, 8, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape)
    with gzip.open(path, "wb", compresslevel=1) as file:
        file.write(header + np.ascontiguousarray(array, np.uint8).tobytes())


def mnist(program, data):
    images = idx(data / "mnist10k-images-idx3-ubyte.gz")
    labels = idx(data / "mnist10k-labels-idx1-ubyte.gz")
    folder = program.folder

    def learn(places, name, *words):
        write_idx(folder / f"{name}-images-idx3-ubyte.gz", images[places])
        write_idx(folder / f"{name}-labels-idx1-ubyte.gz", labels[places])
        return program.learn(
            folder / f"{name}-images-idx3-ubyte.gz", "--target", "digit", "--kind", "classify",
            "--save", folder / f"{name}.model", *words)

    write_idx(folder / "test-images-idx3-ubyte.gz", images[8_000:])
    truth = [str(label) for label in labels[8_000:]]

    def test(name):
        said, seconds = program.predict(
            folder / f"{name}.model", folder / "test-images-idx3-ubyte.gz")
        return accuracy(said, truth), seconds

    report = learn(np.arange(8_000), "all")
    note("MNIST 10k", "accuracy, one pass over 8,000", report["accuracy"], None, 8_000)
    note("MNIST 10k", "images a second, from the file", report["examples"] / report["cpuSeconds"], 2_000)
    note("MNIST 10k", "test after one pass", test("all")[0], .980, 2_000)
    program.run("consolidate", folder / "all.model")
    joint, _ = test("all")
    note("MNIST 10k", "test, consolidated", joint, None, 2_000)
    for each, bar in ((1, .60), (5, .80)):
        found = []
        for draw in range(10):
            random = np.random.default_rng(draw)
            order = random.permutation(8_000)
            places = np.concatenate(
                [order[labels[order] == digit][:each] for digit in range(10)])
            learn(random.permutation(places), "few")
            found.append(test("few")[0])
        note("MNIST 10k", f"test, {each} of each digit (mean of ten draws, {min(found):.3f} to {max(found):.3f})",
             float(np.mean(found)), bar)
    # Digits by tasks of two, one pass, then consolidated: what is known does not depend on the order.
    order = np.concatenate([np.flatnonzero(np.isin(labels[:8_000], (2 * task, 2 * task + 1)))
                            for task in range(5)])
    learn(order, "tasks")
    note("split MNIST", "test in task order, before consolidation", test("tasks")[0], None, 2_000)
    program.run("consolidate", folder / "tasks.model")
    split, _ = test("tasks")
    note("split MNIST", "test in task order, consolidated", split, .975, 2_000)
    same = (folder / "tasks.model").read_bytes() == (folder / "all.model").read_bytes()
    note("split MNIST", "the same file as learned in mixed order (1: yes)", float(same), 1)
    flat = images.reshape(len(images), -1) / 255
    for name, made in (("SVM with Gaussian kernel on pixels", SVC(C=10)),
                       ("logistic regression on pixels", LogisticRegression(max_iter=200))):
        fitted = made.fit(flat[:8_000], labels[:8_000])
        note("MNIST 10k", name, float(fitted.score(flat[8_000:], labels[8_000:])))


def mnist1d(program, data):
    model = program.folder / "signal.model"
    report = program.learn(
        data / "mnist1d_train.csv", "--target", "digit", "--kind", "classify", "--vector", "t0..t39",
        "--save", model)
    note("MNIST-1D", "accuracy, one pass", report["accuracy"], None, report["examples"])
    note("MNIST-1D", "signals a second, from the file", report["examples"] / report["cpuSeconds"])
    header, rows = table(data / "mnist1d_test.csv")
    truth = [row[header.index("digit")] for row in rows]
    said, _ = program.predict(model, data / "mnist1d_test.csv")
    note("MNIST-1D", "test after one pass", accuracy(said, truth), .965, len(truth))
    program.run("consolidate", model)
    said, _ = program.predict(model, data / "mnist1d_test.csv")
    note("MNIST-1D", "test, consolidated", accuracy(said, truth), .965, len(truth))


def omniglot(program, data):
    archive = data / "omniglot" / "all_runs.zip"
    folder = program.folder / "omniglot"
    zipfile.ZipFile(archive).extractall(folder)
    hits = trials = 0
    seconds = 0.0
    for run in sorted(path.parent for path in folder.rglob("class_labels.txt")):
        pairs = [line.split() for line in (run / "class_labels.txt").read_text().splitlines() if line]
        known = sorted({pair[1] for pair in pairs})
        listing, asked = run / "known.csv", run / "asked.csv"
        base = run.parent
        with open(listing, "w") as file:
            file.write("image,character\n")
            file.writelines(f"{base / name},{name}\n" for name in known)
        with open(asked, "w") as file:
            file.write("image\n")
            file.writelines(f"{base / name}\n" for name, _ in pairs)
        model = run / "run.model"
        _, cost = program.run(
            "learn", listing, "--target", "character", "--kind", "classify", "--image", "image",
            "--save", model, "--quiet")
        seconds += cost
        said, cost = program.predict(model, asked)
        seconds += cost
        hits += sum(row["prediction"] == truth for row, (_, truth) in zip(said, pairs))
        trials += len(pairs)
    note("Omniglot one-shot", "error", (trials - hits) / trials, .05, trials, better="less")
    note("Omniglot one-shot", "milliseconds a trial, starting the program included",
         seconds / trials * 1e3, 100, better="less")


def cheetah(program, data):
    names = sorted((data / "cheetah").glob("*.npy"))
    traces = [np.load(name).astype(np.float32) for name in names]
    columns = [f"s{place}" for place in range(17)]
    windows = [trace[start:start + 33] for trace in traces[5:15]
               for start in range(0, len(trace) - 33, 10)]
    asked = program.folder / "cheetah-test.csv"
    with open(asked, "w") as file:
        file.write(",".join(columns) + "\n")
        for window in windows:
            file.writelines(",".join(map(repr, map(float, row))) + "\n" for row in window[:-1])
    truth = np.concatenate([window[1:] for window in windows])
    squares = []
    for place in range(17):
        train = program.folder / "cheetah-train.csv"
        with open(train, "w") as file:
            file.write(",".join(columns + ["next"]) + "\n")
            for trace in traces[15:25]:
                for row, after in zip(trace[:-1], trace[1:]):
                    file.write(",".join(map(repr, map(float, row))) + f",{float(after[place])!r}\n")
        model = program.folder / "cheetah.model"
        program.learn(train, "--target", "next", "--kind", "regress", "--save", model)
        program.run("consolidate", model)
        said, _ = program.predict(model, asked)
        guess = np.array([row["prediction"] for row in said])
        squares.append(float(np.mean((guess - truth[:, place]) ** 2)))
        print("   state", place, round(squares[-1], 4), flush=True)
    note("Half-Cheetah", "mean squared error of the next state, consolidated",
         float(np.mean(squares)), 2.10, better="less")


def occupancy(program, data):
    model = program.folder / "occupancy.model"
    program.learn(
        data / "occupancy_datatraining.csv", "--target", "Occupancy", "--kind", "classify",
        "--save", model)
    tests = ("occupancy_datatest.csv", "occupancy_datatest2.csv")

    def truths(name):
        header, rows = table(data / name)
        return [row[-1] for row in rows]

    for state in ("after one pass", "consolidated"):
        if state == "consolidated":
            program.run("consolidate", model)
        hits = count = 0
        for name in tests:
            truth = truths(name)
            said, _ = program.predict(model, data / name)
            share = accuracy(said, truth)
            note("Occupancy", f"{name}, {state}", share, None, len(truth))
            hits += share * len(truth)
            count += len(truth)
        note("Occupancy", f"both tests, {state}", hits / count, .986, count)

    def features(name):
        _, rows = table(data / name)
        return np.array([row[-6:-1] for row in rows], float), [row[-1] for row in rows]

    x, y = features("occupancy_datatraining.csv")
    made = make_pipeline(StandardScaler(), LogisticRegression()).fit(x, y)
    for name in tests:
        note("Occupancy", f"logistic regression, {name}", float(made.score(*features(name))))


TASKS = {
    "sms": sms, "banking": banking, "mnist": mnist, "mnist1d": mnist1d, "omniglot": omniglot,
    "occupancy": occupancy, "cheetah": cheetah,
}


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fledgling", type=pathlib.Path, required=True)
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--only", default=",".join(TASKS))
    chosen = parser.parse_args()
    print("| task | what | measured | 95 % interval | bar | |\n|---|---|--:|---|--:|---|")
    for name in chosen.only.split(","):
        with tempfile.TemporaryDirectory() as folder:
            TASKS[name](Program(chosen.fledgling.resolve(), folder), chosen.data)


if __name__ == "__main__":
    main()
