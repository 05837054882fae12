"""Logs of automated agents, generated: tool calls, errors, good runs that look bad, and loops.

A run is an episode of steps; about ten are open at a time, their steps mixed as time has them. Most
solve their task. Some of those look bad: they call again what failed, alternate between editing and
testing with ever more tests passing, read one file after the other or one page by page. Of those
that fail, most are caught in a loop: the same call with the same error (`repetition`), two bugs
where the fix of either brings the other back (`ping_pong`), or a round of calls that all succeed
and lead nowhere, some arguments said a little differently each time (`silent`).

Two files are written, which follow from the seed alone: the log, a row per step, the outcome in
each; and the truth, a row per run: its kind, its outcome, the step at which the loop starts (from
0; -1 without one), the steps of one round (0 without one), and all steps.

    python Benchmarks/watch/agents.py --seed 1 --runs 1000 --out agents.csv
    fledgling watch agents.csv --episode episode --order step --outcome outcome --bad failed
"""

import argparse
import csv
import random
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

# Tool: median tokens, median seconds.
TOOLS = {
    "read_file": (900, 0.3),
    "edit": (600, 0.5),
    "run_tests": (1400, 20.0),
    "search": (500, 0.8),
    "list_dir": (200, 0.1),
    "shell": (700, 4.0),
    "web_fetch": (2500, 2.0),
    "think": (1200, 6.0),
    "format": (150, 1.0),
    "commit": (250, 1.5),
}
PARTS = [
    "parser",
    "lexer",
    "router",
    "cache",
    "session",
    "index",
    "planner",
    "storage",
    "codec",
    "scheduler",
    "auth",
    "billing",
    "metrics",
    "queue",
    "render",
    "search",
    "config",
    "worker",
    "schema",
    "upload",
]
FOLDERS = ["src", "lib", "core", "app", "server"]
PHRASES = [
    "unexpected token",
    "null pointer",
    "timeout",
    "wrong offset",
    "missing key",
    "off by one",
    "deadlock",
    "stale entry",
    "encoding",
    "permission",
]
ERRORS = ["assertion", "timeout", "not_found", "syntax", "permission"]

# Seconds between the begins of two runs, in the mean.
BEGINS_APART = 20.0
# Kind of run: its share.
SHARES = {
    "good_plain": 0.30,
    "good_retry": 0.12,
    "good_alternating": 0.12,
    "good_reading": 0.11,
    "failed_plain": 0.08,
    "repetition": 0.09,
    "ping_pong": 0.09,
    "silent": 0.09,
}


@dataclass(frozen=True)
class Truth:
    """What is true of one run."""

    episode: str
    kind: str
    outcome: str
    loop_start: int
    period: int
    steps: int


@dataclass
class Run:
    """One run being written: its random numbers, the state of its task and its rows so far."""

    random: random.Random
    episode: str
    time: float
    files: list = field(default_factory=list)
    tests: int = 0
    passing: int = 0
    changed: set = field(default_factory=set)
    last: str = ""
    rows: list = field(default_factory=list)

    def __post_init__(self):
        pick = self.random
        names = [f"{pick.choice(FOLDERS)}/{part}.py" for part in PARTS]
        self.files = pick.sample(names, pick.randint(5, 12))
        self.tests = pick.randint(12, 60)
        self.passing = int(self.tests * pick.uniform(0.4, 0.85))

    def call(self, tool: str, target: str, error: str | None = None) -> None:
        """One step. An edit that works counts its file as changed."""
        tokens, seconds = TOOLS[tool]
        duration = seconds * self.random.lognormvariate(0, 0.5)
        self.time += duration + self.random.expovariate(0.3)
        if tool == "edit" and error is None:
            self.changed.add(target.split(":")[0])
        self.rows.append(
            {
                "episode": self.episode,
                "step": len(self.rows),
                "time": round(self.time, 2),
                "tool": tool,
                "target": target,
                "status": "error" if error else "ok",
                "error_kind": error or "",
                "tokens": int(tokens * self.random.lognormvariate(0, 0.6)),
                "duration": round(duration, 3),
                "files_changed": len(self.changed),
                "tests_passing": self.passing,
            }
        )

    def file(self) -> str:
        """Some file, another one than the last time: who works does not ask the same again."""
        self.last = self.random.choice([path for path in self.files if path != self.last])
        return self.last

    def improve(self) -> None:
        """One to four more tests pass."""
        self.passing = min(self.tests, self.passing + self.random.randint(1, 4))

    def look_around(self, steps: int) -> None:
        """Orientation: listing, searching, reading, thinking; now and then a call fails."""
        for _ in range(steps):
            tool = self.random.choices(
                ["list_dir", "search", "read_file", "think", "shell", "web_fetch"],
                [1, 3, 5, 1, 1, 0.5],
            )[0]
            path = self.file()
            target = {
                "list_dir": path.split("/")[0],
                "search": f"{self.random.choice(PHRASES)} {path[:-3]}",
                "read_file": path,
                "think": self.random.choice(PHRASES),
                "shell": f"git log {path}",
                "web_fetch": f"https://docs.example/{self.random.choice(PARTS)}",
            }[tool]
            failed = self.random.random() < 0.06
            self.call(
                tool, target, self.random.choice(["timeout", "not_found"]) if failed else None
            )

    def work(self, rounds: int) -> None:
        """Rounds of reading, editing and testing; most make progress."""
        for _ in range(rounds):
            path = self.file()
            if self.random.random() < 0.6:
                self.call("read_file", path)
            for _ in range(self.random.randint(1, 2)):
                self.call("edit", path, "syntax" if self.random.random() < 0.05 else None)
            if self.random.random() < 0.75:
                self.improve()
            self.call("run_tests", "all", "assertion" if self.passing < self.tests else None)
            if self.random.random() < 0.25:
                self.look_around(self.random.randint(1, 3))

    def finish(self) -> None:
        """The last steps of a run that solved its task."""
        path = self.file()
        self.call("edit", path)
        self.passing = self.tests
        self.call("run_tests", "all")
        if self.random.random() < 0.6:
            self.call("format", "all")
        self.call("commit", f"fix {path}")


def good_plain(run: Run) -> None:
    """A run as most are."""
    run.look_around(run.random.randint(2, 8))
    run.work(run.random.randint(1, 6))
    run.finish()


def good_retry(run: Run) -> None:
    """The same call fails twice, the third works; up to three times in a run."""
    run.look_around(run.random.randint(2, 6))
    for _ in range(run.random.randint(1, 3)):
        path = run.file()
        tool, target = run.random.choice(
            [
                ("shell", f"make {path[:-3]}"),
                ("web_fetch", f"https://docs.example/{path}"),
                ("run_tests", path),
                ("read_file", path),
            ]
        )
        error = run.random.choice(ERRORS)
        for _ in range(run.random.randint(1, 2)):
            run.call(tool, target, error)
        run.call(tool, target)
        run.work(run.random.randint(1, 2))
    run.finish()


def good_alternating(run: Run) -> None:
    """Edit and test by turns, many times: on one file with more tests passing nearly every time,
    or through different files.
    """
    run.tests = max(run.tests, 45)
    run.passing = min(run.passing, run.tests // 5)
    run.look_around(run.random.randint(2, 6))
    one, path = run.random.random() < 0.5, run.file()
    files = run.random.sample(run.files, len(run.files))
    for turn in range(run.random.randint(5, 12)):
        if not one:
            path = files[turn % len(files)]
        run.call("edit", path)
        stuck = run.random.random() < (0.15 if one else 0.7)
        run.passing += 0 if stuck else run.random.randint(1, 3)
        run.call("run_tests", "all", "assertion")
    run.finish()


def good_reading(run: Run) -> None:
    """Many files read one after the other, or one long file page by page."""
    run.look_around(run.random.randint(1, 4))
    if run.random.random() < 0.5:
        for path in run.random.sample(run.files, len(run.files)):
            run.call("read_file", path)
    else:
        path = run.file()
        for page in range(run.random.randint(3, 9)):
            run.call("read_file", f"{path}:{page * 200 + 1}-{page * 200 + 200}")
    run.work(run.random.randint(1, 5))
    run.finish()


def failed_plain(run: Run) -> None:
    """A run that fails without a loop: ever other things tried, none of them helps."""
    run.look_around(run.random.randint(4, 10))
    for path in run.random.sample(run.files, min(len(run.files), run.random.randint(3, 8))):
        run.call("edit", path, "syntax" if run.random.random() < 0.2 else None)
        run.passing = max(0, run.passing - run.random.randint(0, 3))
        run.call("run_tests", run.random.choice(["all", path]), run.random.choice(ERRORS))
        run.look_around(run.random.randint(0, 2))


def lead_in(run: Run) -> None:
    """What comes before a loop looks like any run."""
    run.look_around(run.random.randint(2, 8))
    run.work(run.random.randint(0, 3))


def repetition(run: Run) -> tuple[int, int]:
    """The same call with the same error again and again."""
    lead_in(run)
    path, error = run.file(), run.random.choice(ERRORS)
    tool, target = run.random.choice(
        [
            ("shell", f"make {path[:-3]}"),
            ("run_tests", path),
            ("edit", path),
            ("web_fetch", f"https://docs.example/{path}"),
            ("search", f"TODO {path}"),
        ]
    )
    start = len(run.rows)
    for _ in range(run.random.randint(8, 40)):
        run.call(tool, target, error)
    return start, 1


def ping_pong(run: Run) -> tuple[int, int]:
    """Two bugs: the fix of either breaks the other."""
    lead_in(run)
    first, second = run.random.sample(run.files, 2)
    low = max(
        1, run.passing - run.random.randint(1, 3)
    )  # never more than passed before: two bugs, one stays
    errors = run.random.choice([("assertion", "assertion"), ("assertion", "not_found")])
    high = min(run.passing, low + run.random.randint(0, 2))
    start = len(run.rows)
    for turn in range(run.random.randint(8, 30)):
        side = turn % 2
        run.call("edit", (first, second)[side])
        run.passing = (low, high)[side]
        run.call("run_tests", "all", errors[side])
    return start, 4


def silent(run: Run) -> tuple[int, int]:
    """A loop of three to six calls that all succeed and lead nowhere; arguments vary a little."""
    lead_in(run)
    period = run.random.randint(3, 6)
    tools = ["search", "read_file", "edit", "run_tests", "shell", "think", "list_dir", "web_fetch"]
    calls = []
    for tool in run.random.sample(tools, period):
        path = run.file()
        calls.append(
            (
                tool,
                {
                    "search": f"{run.random.choice(PHRASES)} {path[:-3]}",
                    "run_tests": "all",
                    "think": run.random.choice(PHRASES),
                    "list_dir": path.split("/")[0],
                    "shell": f"grep -n {path[:-3]} {path}",
                    "web_fetch": f"https://docs.example/{path}",
                }.get(tool, path),
            )
        )
    start = len(run.rows)
    for _ in range(run.random.randint(5, 14)):
        for tool, target in calls:
            if run.random.random() < 0.25:
                target = vary(run, tool, target)
            run.call(tool, target)
    return start, period


def vary(run: Run, tool: str, target: str) -> str:
    """The same argument said a little differently."""
    number = run.random.randint(1, 400)
    return {
        "search": f"{target} {number}",
        "read_file": f"{target}:{number}-{number + 80}",
        "edit": f"{target}:{number}",
        "think": f"{target} again",
        "shell": f"{target} -C{number % 9}",
        "web_fetch": f"{target}?page={number % 7}",
    }.get(tool, target)


KINDS: dict[str, Callable[[Run], tuple[int, int] | None]] = {
    "good_plain": good_plain,
    "good_retry": good_retry,
    "good_alternating": good_alternating,
    "good_reading": good_reading,
    "failed_plain": failed_plain,
    "repetition": repetition,
    "ping_pong": ping_pong,
    "silent": silent,
}


def generate(runs: int, seed: int) -> tuple[list[dict], list[Truth]]:
    """The rows of so many runs in the order of time, and the truth of each."""
    pick = random.Random(seed)
    rows, truths = [], []
    for number in range(runs):
        kind = pick.choices(list(SHARES), list(SHARES.values()))[0]
        begin = number * BEGINS_APART + pick.uniform(0, BEGINS_APART)
        run = Run(random.Random(seed * 1_000_003 + number), f"run{number:05d}", begin)
        start, period = KINDS[kind](run) or (-1, 0)
        outcome = "solved" if kind.startswith("good") else "failed"
        rows += [row | {"outcome": outcome} for row in run.rows]
        truths.append(Truth(run.episode, kind, outcome, start, period, len(run.rows)))
    rows.sort(key=lambda row: (row["time"], row["episode"], row["step"]))
    return rows, truths


def write(path: Path, rows: list[dict]) -> None:
    """A CSV file with a header."""
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description="Generate a log of automated agents.")
    parser.add_argument("--seed", type=int, default=1, help="what everything follows from")
    parser.add_argument("--runs", type=int, default=1_000, help="how many runs")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.csv", help="the log")
    parser.add_argument(
        "--truth",
        type=Path,
        metavar="FILE.csv",
        help="the truth; FILE-truth.csv beside the log without it",
    )
    options = parser.parse_args()
    if options.runs < 1:
        parser.error("--runs must be at least 1")
    rows, truths = generate(options.runs, options.seed)
    write(options.out, rows)
    write(
        options.truth or options.out.with_name(f"{options.out.stem}-truth.csv"),
        [asdict(truth) for truth in truths],
    )


if __name__ == "__main__":
    main()
