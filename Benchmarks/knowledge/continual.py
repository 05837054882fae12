"""Learning digits two at a time: split MNIST, and what is forgotten.

mnist10k: of its 10,000 images, 1,000 of each digit in random order, the first 8,000 are learned,
the last 2,000 asked. Fields are the 784 pixels as numbers. Five tasks, 0/1 to 8/9, each row once,
in the file's order within a task; nobody tells the learner which task an image belongs to, when it
learns or when it is asked. After each task all test rows are asked.

- Fledgling: `learn` for the first task, `learn --resume` for the others, then `consolidate`. Joint
  training is the same rows shuffled in one file, then `consolidate`: its answers must be the same
  bytes, and its state the same (`stateHash`). Rows are named by their number in the file of all
  images, and a consolidated learner takes them in the order of their names; "numbered as learned"
  names them by when they were learned, so that the tasks follow each other again.
- rivals, on the same rows in the same order, one pass: logistic regression by SGD and a network of
  one hidden layer (scikit-learn), both naively finetuned, batches of ten rows; and a Gaussian naive
  Bayes, whose sums do not forget either. "joint" has the rows shuffled.

Average forgetting, in accuracy: Mammoth takes for each task but the last the best accuracy ever
reached before the last task less the one at the end; Avalanche the accuracy right after the task
less the one at the end. Accuracies over tasks are over the rows of a task, with all ten digits
(or all digits learned so far) as possible answers.

    python Benchmarks/knowledge/continual.py --fledgling .build/release/fledgling --data DIR > continual.md
"""

import gzip
import random
import shutil
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy
from sklearn.linear_model import SGDClassifier
from sklearn.naive_bayes import GaussianNB
from sklearn.neural_network import MLPClassifier

import program
from program import learn, predict, run, say, share, state_hash

IMAGES, LABELS = "mnist10k-images-idx3-ubyte.gz", "mnist10k-labels-idx1-ubyte.gz"
TASKS = ((0, 1), (2, 3), (4, 5), (6, 7), (8, 9))
TRAIN = 8_000
QUICK_TRAIN, QUICK_TEST = 500, 300
BATCH = 10
PUBLISHED = (("GDumb", ".97"), ("replay", ".92"), ("GR", ".75"), ("LwF", ".23"))
BY_TASKS, REBUILT = "one task after the other", "the same, consolidated"
NUMBERED = "consolidated, numbered as learned"
JOINT, JOINT_REBUILT = "joint", "joint, consolidated"
RIVALS: dict[str, Callable] = {
    "SGD, logistic": lambda: SGDClassifier(loss="log_loss", random_state=1),
    "network, 100 hidden": lambda: MLPClassifier((100,), random_state=1),
    "Gaussian naive Bayes": lambda: GaussianNB(var_smoothing=0.01),
}


def idx(path: Path) -> numpy.ndarray:
    """An IDX file of bytes: two zeros, type, dimensions, then each dimension's size."""
    raw = gzip.decompress(path.read_bytes())
    sizes = numpy.frombuffer(raw, ">i4", count=raw[3], offset=4)
    return numpy.frombuffer(raw, numpy.uint8, offset=4 + 4 * raw[3]).reshape(sizes)


def task_accuracies(answers: numpy.ndarray, truth: numpy.ndarray) -> list[float]:
    return [float((answers == truth)[numpy.isin(truth, task)].mean()) for task in TASKS]


def forgetting(history: list[list[float]], end: list[float]) -> tuple[float, float]:
    """By Mammoth's and by Avalanche's definition; `history` is after each task."""
    earlier = range(len(TASKS) - 1)
    best = [max(after[t] for after in history[:-1]) for t in earlier]
    mammoth = numpy.mean([best[t] - end[t] for t in earlier])
    avalanche = numpy.mean([history[t][t] - end[t] for t in earlier])
    return float(mammoth), float(avalanche)


# Ours


def ours(binary: Path, pixels: numpy.ndarray, digits: numpy.ndarray, tasks: list[list[int]],
         test: list[int], folder: Path) -> tuple[list[list[float]], list[tuple], dict]:
    """Accuracies after each task; those at the end as (learner, accuracies); other facts."""
    header = [f"p{j}" for j in range(pixels.shape[1])] + ["digit"]
    rows = [[*map(str, row), str(digit)] for row, digit in zip(pixels.tolist(), digits.tolist())]
    asked = program.write_table(folder / "test.csv", header, rows, test)
    facts = {"learning": 0.0}

    def ask(model: Path) -> tuple[list[float], list[str]]:
        answers, _, facts["asking"] = predict(binary, model, asked, "--all")
        guesses = numpy.array([int(row["prediction"]) for row in answers])
        return task_accuracies(guesses, digits[test]), in_common_form(answers)

    def learn_at_once(name: str, table: Path) -> Path:
        model = folder / f"{name}.model"
        facts[name] = learn(binary, table, "digit", "classify", model)
        say(f"  {name}: learned")
        return model

    history = []
    model = folder / "tasks.model"
    for number, task in enumerate(tasks):
        table = program.write_table(folder / "task.csv", header, rows, task)
        more = ["--resume", model] if number else []
        facts["learning"] += learn(binary, table, "digit", "classify", model, *more)
        history.append(ask(model)[0])
        say(f"  after task {number + 1}: {' '.join(map(share, history[-1]))}")
    facts["consolidating"] = run(binary, "consolidate", model)[1]
    accuracies, by_tasks = ask(model)
    ends = [(BY_TASKS, history[-1]), (REBUILT, accuracies)]

    learned = sum(tasks, [])
    in_order = [rows[i] for i in learned]
    table = program.write_table(folder / "order.csv", header, in_order, range(len(learned)))
    numbered = learn_at_once("numbered", table)
    run(binary, "consolidate", numbered)
    ends.append((NUMBERED, ask(numbered)[0]))

    random.Random(1).shuffle(learned)
    joint = learn_at_once("joint", program.write_table(folder / "joint.csv", header, rows, learned))
    ends.append((JOINT, ask(joint)[0]))
    run(binary, "consolidate", joint)
    accuracies, jointly = ask(joint)
    ends.append((JOINT_REBUILT, accuracies))
    facts["differing"] = sum(a != b for a, b in zip(by_tasks, jointly, strict=True))
    facts["same state"] = state_hash(binary, model) == state_hash(binary, joint)
    facts["megabytes"] = model.stat().st_size / 1e6
    return history, ends, facts


def in_common_form(answers: list[dict]) -> list[str]:
    """Each answer with its probabilities, in an order of columns of its own."""
    return [str(sorted(row.items())) for row in answers]


# Rivals


def rival(make: Callable, pixels: numpy.ndarray, digits: numpy.ndarray, tasks: list[list[int]],
          test: list[int]) -> list[list[float]]:
    model, history = make(), []
    for task in tasks:
        for start in range(0, len(task), BATCH):
            batch = task[start : start + BATCH]
            model.partial_fit(pixels[batch] / 255, digits[batch], classes=numpy.arange(10))
        history.append(task_accuracies(model.predict(pixels[test] / 255), digits[test]))
    return history


# All of it


def line(name: str, end: list[float], history: list[list[float]] | None, weights: list[float]
         ) -> list[str]:
    lost = [share(f) for f in forgetting(history, end)] if history else ["–", "–"]
    return [name, share(float(numpy.dot(end, weights))), *map(share, end), *lost]


def main() -> None:
    options = program.options(__doc__, f"{QUICK_TRAIN:,} rows learned, {QUICK_TEST:,} asked")
    warnings.filterwarnings("ignore")
    if not all(program.there(options.data / name) for name in (IMAGES, LABELS)):
        return
    pixels = idx(options.data / IMAGES).reshape(-1, 784)
    digits = idx(options.data / LABELS).astype(int)
    count = QUICK_TRAIN if options.quick else TRAIN
    test = list(range(TRAIN, TRAIN + QUICK_TEST if options.quick else len(digits)))
    tasks = [[i for i in range(count) if digits[i] in task] for task in TASKS]
    weights = [float(numpy.isin(digits[test], task).mean()) for task in TASKS]
    shuffled = sum(tasks, [])
    random.Random(1).shuffle(shuffled)

    with tempfile.TemporaryDirectory() as folder:
        history, ends, facts = ours(options.fledgling, pixels, digits, tasks, test, Path(folder))
    lines = [line(f"Fledgling, {name}", end, None if "joint" in name else history, weights)
             for name, end in ends]
    for name, make in RIVALS.items():
        course = rival(make, pixels, digits, tasks, test)
        joint = rival(make, pixels, digits, [shuffled], test)[-1]
        lines.append(line(f"{name}, one task after the other", course[-1], course, weights))
        lines.append(line(f"{name}, joint", joint, None, weights))
        say("  " + " ".join(lines[-2]))
    for name, value in PUBLISHED:
        lines.append([f"{name} (published, other settings)", value, *["–"] * (len(TASKS) + 2)])
    names = [f"{a}/{b}" for a, b in TASKS]
    print(f"# Split MNIST, class-incremental\n\n{count:,} rows learned once, {len(test):,} asked; "
          "how it is measured: `Benchmarks/knowledge/continual.py`.\n")
    print(program.markdown(["learner", "accuracy at the end", *names, "forgetting (Mammoth)",
                            "forgetting (Avalanche)"], lines))
    print("\nFledgling's accuracy after each task:\n")
    print(program.markdown(["after", *names, "all so far"],
          [[names[t], *(share(value) for value in after),
            share(float(numpy.average(after[: t + 1], weights=weights[: t + 1])))]
           for t, after in enumerate(history)]))
    print(f"\nBy tasks and jointly, each consolidated: {facts['differing']} of {len(test):,} test "
          f"answers differ; the state is {'the same' if facts['same state'] else 'NOT the same'}.\n"
          f"Learning by tasks {facts['learning']:.0f} s, jointly {facts['joint']:.0f} s; "
          f"consolidating {facts['consolidating']:.0f} s; asking {facts['asking']:.1f} s; "
          f"the model takes {facts['megabytes']:.0f} MB.")
    print("\nConsolidated, a learner takes rows in the order of their ids and follows the last "
          "ones. Sample numbers mix the digits; \"numbered as learned\", they come task by task.")


if __name__ == "__main__":
    main()
