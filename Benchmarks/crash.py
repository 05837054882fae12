"""Kills Fledgling at random moments and looks whether anything that it acknowledged is lost.

Measures, over N kills by SIGKILL in four jobs, how often one of these does not hold:

- learn        every row acknowledged is in the ledger as it was sent, what is there is the rows
               sent from the first on without a gap, `ledger check` is content; in the end the
               ledger's consolidated state is that of one that learned the same rows undisturbed
- unlearn      the rows are all there or all gone; gone if there is a receipt; of gone rows neither
               id nor content is in any file; the others are as they were; a second run ends well
- merge        the merged ledger is complete or absent; its sources keep every byte; what was left
               over does not hinder the next run
- consolidate  the state is that of before or that of an undisturbed consolidation

SIGKILL ends a process, not the machine: what was written but not synced survives it. This says
nothing about power cuts.

    python3 Benchmarks/crash.py --fledgling PATH --kills 10000 --seed 1
    python3 Benchmarks/crash.py --fledgling PATH --kills 200 --seed 7 --only unlearn,merge --folder /dev/shm

The same seed makes the same rows, jobs and choices of moments; where exactly a kill hits depends on
the machine. A run that ended before its kill is counted apart. Files of a trial that went wrong
stay in the folder "crash-faults". Exit status 1 if there was one.
"""

import argparse
import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import datetime, timezone
from pathlib import Path

SHARES = {"learn": 70, "unlearn": 12, "merge": 9, "consolidate": 9}
COLUMNS = ["id", "weight", "stops", "tag", "express", "day", "late"]
LEARN_OPTIONS = ["--target", "late", "--id", "id", "--number", "weight,stops", "--category", "tag",
                 "--date", "day", "--quiet", "--report", "json"]
FAULTS = Path("crash-faults")
POLL = 0.0003


class Fault(Exception):
    """Something that must not be."""


class Row:
    """A row of the table; its id and its tag are found nowhere else."""

    def __init__(self, stream: str, number: int) -> None:
        random_ = random.Random(f"{stream}/{number}")
        weight, stops = random_.randrange(1000) / 100, random_.randrange(20)
        express, day = random_.random() < 0.5, f"2024-{number % 12 + 1:02}-{number % 28 + 1:02}"
        self.id = f"id-{stream}-{number:06}-e"
        self.tag = f"tag-{stream}-{number:06}-e"
        self.late = "yes" if weight + stops > 12 else "no"
        boolean = "true" if express else "false"
        self.cells = [self.id, f"{weight:.2f}", str(stops), self.tag, boolean, day, self.late]
        midnight = datetime.fromisoformat(day).replace(tzinfo=timezone.utc)
        self.fields = {"weight": weight, "stops": stops, "tag": self.tag, "express": boolean,
                       "day": midnight.timestamp()}

    def is_stored_as(self, entry: dict) -> bool:
        return entry["fields"] == self.fields and entry.get("outcome") == self.late

    @property
    def traces(self) -> list[bytes]:
        return [self.id.encode(), self.tag.encode()]


def rows_of(stream: str, numbers: range) -> list[Row]:
    return [Row(stream, number) for number in numbers]


def csv_of(rows: list[Row]) -> bytes:
    lines = [",".join(COLUMNS)] + [",".join(row.cells) for row in rows]
    return ("\n".join(lines) + "\n").encode()


class Program:
    """Runs Fledgling, to the end or to a sudden one."""

    def __init__(self, path: str, folder: Path, random_: random.Random) -> None:
        self.path = path
        self.random = random_
        self.output = folder / "output"
        self.errors = folder / "errors"
        # A signing key of its own, not the one of whoever runs this.
        self.environment = os.environ | {"XDG_CONFIG_HOME": str(folder)}
        self.durations: dict[str, float] = {}

    def run(self, *arguments: object, status: int = 0) -> str:
        done = subprocess.run([self.path, *map(str, arguments)], capture_output=True, text=True,
                              env=self.environment, timeout=120)
        if done.returncode != status:
            raise Fault(f"{' '.join(map(str, arguments))}: status {done.returncode}, {status} "
                        f"expected: {done.stderr.strip() or done.stdout.strip()[:300]}")
        return done.stdout

    def ask(self, *arguments: object) -> dict:
        return json.loads(self.run(*arguments))

    def kill(self, job: str, *arguments: object, feed: bytes | None = None,
             stays_open: bool = False, signs: tuple[Path, ...] = ()) -> tuple[bool, str]:
        """Starts the program and kills it; tells whether it was still running, and what it printed.

        Three kills in four come after a random time between nothing and a little more than the
        command takes.  Others come when something is seen that would seldom be met by chance: the
        first output, or a file that is there only for a moment.
        """
        choice = self.random.random()
        part = self.random.uniform(0, 1.1)
        sign = self.random.choice([self.output, *signs]) if choice > 0.75 else None
        pause = self.random.uniform(0, 0.004)
        with self.output.open("wb") as output, self.errors.open("wb") as errors:
            start = time.monotonic()
            process = subprocess.Popen(
                [self.path, *map(str, arguments)], stdout=output, stderr=errors,
                env=self.environment,
                stdin=subprocess.DEVNULL if feed is None else subprocess.PIPE)
            if feed is not None:
                # Less than a pipe holds, so that this never waits.
                with contextlib.suppress(BrokenPipeError):
                    process.stdin.write(feed)
                    process.stdin.flush()
                    if not stays_open:
                        process.stdin.close()
            expected = self.durations.get(job, 0.3)
            end = start + (expected * part if sign is None else expected * 3)
            while process.poll() is None and time.monotonic() < end:
                if sign is not None and sign.exists() and sign.stat().st_size:
                    time.sleep(pause)
                    break
                time.sleep(POLL)
            process.send_signal(signal.SIGKILL)
            process.wait()
            if process.stdin is not None:
                with contextlib.suppress(BrokenPipeError):
                    process.stdin.close()
        was_killed = process.returncode == -signal.SIGKILL
        if not was_killed:
            if process.returncode != 0:
                raise Fault(f"{' '.join(map(str, arguments))}: status {process.returncode} without "
                            f"a kill: {self.errors.read_text().strip()}")
            taken = time.monotonic() - start
            self.durations[job] = 0.8 * self.durations.get(job, taken) + 0.2 * taken
        elif sign is None and part > 1:
            # It took longer than was thought; else late phases would never be met.
            self.durations[job] = expected * 1.15
        return was_killed, self.output.read_text()

    def entries(self, ledger: Path) -> dict[str, dict]:
        """What is in a ledger, which has to be sound."""
        told = self.ask("ledger", "check", ledger, "--json")
        entries = [json.loads(line) for line in self.run("ledger", "export", ledger).splitlines()]
        found = {entry["id"]: entry for entry in entries}
        if told["problems"] or not told["entries"] == len(entries) == len(found):
            raise Fault(f"{told['problems']}, {told['entries']} entries, {len(entries)} exported, "
                        f"{len(found)} ids")
        return found


class Job:
    """One kind of work; `trial` makes one attempt to kill it and returns where it was hit."""

    name = ""

    def __init__(self, program: Program, folder: Path, seed: str, random_: random.Random) -> None:
        self.program = program
        self.random = random_
        self.seed = seed
        self.folder = folder / self.name
        self.folder.mkdir(exist_ok=True)
        self.streams = 0
        self.compared = Counter()

    def next_stream(self) -> str:
        self.streams += 1
        return f"{self.seed}{self.name[0]}{self.streams}"

    def clear(self) -> None:
        shutil.rmtree(self.folder)
        self.folder.mkdir()

    def abandon(self) -> None:
        """Puts the files of a fault aside and begins anew."""
        target = FAULTS / f"{self.name}-{len(list(FAULTS.iterdir()))}"
        shutil.copytree(self.folder, target)
        self.clear()

    def trial(self) -> str | None:
        """Where the kill hit; `None` if the program had ended."""
        raise NotImplementedError

    def learn(self, ledger: Path, rows: list[Row]) -> None:
        table = self.folder / "table.csv"
        table.write_bytes(csv_of(rows))
        self.program.run("learn", table, "--ledger", ledger, *LEARN_OPTIONS)
        table.unlink()


class Learn(Job):
    """Feeds rows to one ledger until it is large, however often it is killed."""

    name = "learn"

    def __init__(self, *arguments) -> None:
        super().__init__(*arguments)
        self.begin()

    def begin(self) -> None:
        self.clear()
        self.stream = self.next_stream()
        self.ledger = self.folder / "ledger"
        self.stored = 0
        self.acknowledged = 0
        self.rows: list[Row] = []
        self.limit = self.random.choice([600, 1500, 3500])

    def abandon(self) -> None:
        super().abandon()
        self.begin()

    def trial(self) -> str | None:
        if self.stored >= self.limit:
            self.compare()
            self.begin()
        is_file = self.random.random() < 0.25
        # Some rows are sent again, as by a sender who has not seen the acknowledgement.
        first = max(0, self.stored - self.random.choice([0, 0, 5, 100]))
        count = self.random.randint(1100, 2400) if is_file else self.random.randint(50, 400)
        self.rows += rows_of(self.stream, range(len(self.rows), first + count))
        sent = self.rows[first:first + count]
        arguments = ["--ledger", self.ledger, "--acknowledge", *LEARN_OPTIONS]
        signs = (Path(f"{self.ledger}-wal"), Path(f"{self.ledger}-snapshot-new"))
        if is_file:
            table = self.folder / "table.csv"
            table.write_bytes(csv_of(sent))
            was_killed, output = self.program.kill("learn file", "learn", table, *arguments,
                                                   signs=signs)
        else:
            stays_open = self.random.random() < 0.3
            was_killed, output = self.program.kill("learn", "learn", "-", *arguments, signs=signs,
                                                   feed=csv_of(sent), stays_open=stays_open)
        told = self.acknowledgements(output)
        self.acknowledged = max(self.acknowledged, first + told)
        self.check()
        if not was_killed:
            return None
        where = ("before any output" if told == 0 else "between" if told < count
                 else "after the last row")
        return f"{'file' if is_file else 'stdin'}, {where}"

    def acknowledgements(self, output: str) -> int:
        """How many of the rows sent are durable, as the program said; the header is line 1."""
        told = 0
        for line in output.splitlines(keepends=True):
            # A line without an end may have lost digits.
            if line.count("\t") == 2 and line.endswith("\n"):
                told = int(line.split("\t")[2]) - 1
        return told

    def check(self) -> None:
        if not self.ledger.exists():
            if self.acknowledged:
                raise Fault(f"{self.acknowledged} rows acknowledged, no ledger")
            return
        found = self.program.entries(self.ledger)
        self.stored = len(found)
        if self.stored < self.acknowledged:
            raise Fault(f"{self.acknowledged} rows acknowledged, {self.stored} in the ledger")
        for row in self.rows[:self.stored]:
            if row.id not in found or not row.is_stored_as(found[row.id]):
                raise Fault(f"{row.id} was sent as {row.cells} and is {found.get(row.id)}")

    def compare(self) -> None:
        """The many killed sessions against one that nobody disturbed."""
        undisturbed = self.folder / "undisturbed"
        self.learn(undisturbed, self.rows[:self.stored])
        states = [self.program.ask("consolidate", ledger, "--json")["stateHash"]
                  for ledger in (self.ledger, undisturbed)]
        if states[0] != states[1]:
            raise Fault(f"{self.stored} rows: state {states[0]}, undisturbed {states[1]}")
        if not self.program.ask("verify-unlearned", self.ledger, "--json")["agrees"]:
            raise Fault("verify-unlearned does not agree")
        self.compared["ledgers equal to one undisturbed"] += 1


class Prepared(Job):
    """Works on copies of ledgers that are made once for some dozens of trials."""

    def __init__(self, *arguments) -> None:
        super().__init__(*arguments)
        self.base = self.folder.parent / f"{self.name}-base"
        self.uses = 0

    def prepare(self) -> None:
        raise NotImplementedError

    def copy(self) -> None:
        if self.uses % 40 == 0:
            shutil.rmtree(self.base, ignore_errors=True)
            self.base.mkdir()
            self.prepare()
        self.uses += 1
        shutil.rmtree(self.folder)
        shutil.copytree(self.base, self.folder)

    def learn_roughly(self, ledger: Path, rows: list[Row]) -> None:
        """Learns in two sessions, the second of which leaves SQLite's log and an old snapshot."""
        half = len(rows) // 2
        self.learn(ledger, rows[:half])
        process = subprocess.Popen(
            [self.program.path, "learn", "-", "--ledger", str(ledger), *LEARN_OPTIONS,
             "--acknowledge"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        process.stdin.write(csv_of(rows[half:]))
        process.stdin.flush()
        for _ in rows[half:]:
            process.stdout.readline()
        process.kill()
        process.communicate()


class Unlearn(Prepared):
    name = "unlearn"

    def prepare(self) -> None:
        self.rows = rows_of(self.next_stream(), range(self.random.randint(150, 500)))
        prepare = self.random.choice([self.learn, self.learn_roughly])
        prepare(self.base / "ledger", self.rows)
        # Traces that are not found before would prove nothing afterwards.
        content = b"".join(file.read_bytes() for file in self.base.iterdir())
        if not all(trace in content for row in self.rows for trace in row.traces):
            raise Fault("ids and tags cannot be sought in the files")

    def trial(self) -> str | None:
        self.copy()
        ledger = self.folder / "ledger"
        ids = self.folder.parent / "ids"
        way = self.random.choice(["ids", "ids", "tag", "half"])
        if way == "ids":
            going = self.random.sample(self.rows, self.random.choice([1, 5, 60]))
            ids.write_text("".join(f"{row.id}\n" for row in going))
            which = ["--ids-from", ids]
        elif way == "tag":
            going = [self.random.choice(self.rows)]
            which = ["--where", f"tag={going[0].tag}"]
        else:
            going = [row for row in self.rows if row.fields["express"] == "true"]
            which = ["--where", "express=true"]
        was_killed, output = self.program.kill(
            "unlearn", "unlearn", ledger, *which,
            signs=(Path(f"{ledger}-wal"), Path(f"{ledger}-snapshot-new")))
        has_receipt = output.endswith("}\n")
        are_gone = self.are_gone(ledger, going)
        if has_receipt and not are_gone:
            raise Fault("there is a receipt, and the rows are still there")
        receipt = self.folder.parent / "receipt"
        if not are_gone:
            output = self.program.run("unlearn", ledger, *which)
            if not self.are_gone(ledger, going):
                raise Fault("the second run left the rows there")
        proof = []
        if output.endswith("}\n"):
            receipt.write_text(output)
            proof = ["--receipt", receipt]
        if not self.program.ask("verify-unlearned", ledger, "--json", *proof)["agrees"]:
            raise Fault("verify-unlearned does not agree")
        if not was_killed:
            return None
        return ("after the receipt" if has_receipt
                else "rows gone, no receipt yet" if are_gone else "rows still there")

    def are_gone(self, ledger: Path, going: list[Row]) -> bool:
        """Whether rows are gone, all of them and nothing else."""
        found = self.program.entries(ledger)
        left = [row for row in going if row.id in found]
        if left and len(left) < len(going):
            raise Fault(f"{len(left)} of {len(going)} rows are left")
        out = set() if left else {row.id for row in going}
        for row in self.rows:
            if row.id not in out and not (row.id in found and row.is_stored_as(found[row.id])):
                raise Fault(f"{row.id} was not to be unlearned and is {found.get(row.id)}")
        if not left:
            # The files as the program has left them when it was asked what is there.
            for file in self.folder.iterdir():
                content = file.read_bytes()
                for row in going:
                    if any(trace in content for trace in row.traces):
                        raise Fault(f"{row.id} is gone, but there is a trace of it in {file.name}")
        return not left


class Merge(Prepared):
    name = "merge"

    def prepare(self) -> None:
        rows = rows_of(self.next_stream(), range(600))
        self.sources = [self.base / "a", self.base / "b"]
        self.learn(self.sources[0], rows[:350])
        self.learn(self.sources[1], rows[300:])
        # One that was learned in both and unlearned in one, so that it has to stay out.
        self.program.run("unlearn", self.sources[0], "--id", rows[320].id)
        self.result = self.program.ask("merge", *self.sources, "-o", self.base / "c", "--json")
        if self.result["examples"] != 599:
            raise Fault(f"an undisturbed merge has {self.result['examples']} examples, not 599")
        self.export = self.program.run("ledger", "export", self.base / "c")
        for file in self.base.glob("c*"):
            file.unlink()
        self.hits = 0

    def trial(self) -> str | None:
        merged = self.folder / "c"
        # Half of the trials begin with what the kill before has left.
        if not (self.folder / "a").exists() or merged.exists() or self.random.random() < 0.5:
            self.copy()
        arguments = ["merge", self.folder / "a", self.folder / "b", "-o", merged, "--json"]
        was_killed, output = self.program.kill(
            "merge", *arguments,
            signs=(Path(f"{merged}-merging"), Path(f"{merged}-merging-wal"), merged))
        self.check_sources()
        is_there = merged.exists()
        left = len(list(self.folder.glob("c-merging*")))
        if output.endswith("}\n") and not is_there:
            raise Fault("the result was told, and is not there")
        if is_there or self.random.random() < 0.4:
            if not is_there:
                self.program.run(*arguments)
            self.check(merged)
            self.copy()
        if not was_killed:
            return None
        return ("after the result" if output else "merged ledger there" if is_there
                else "unfinished ledger there" if left else "nothing there yet")

    def check(self, merged: Path) -> None:
        told = self.program.ask("inspect", merged, "--json")
        if any(told[key] != self.result[key] for key in ("examples", "stateHash")):
            raise Fault(f"{told['examples']} examples, state {told['stateHash']}; undisturbed "
                        f"{self.result['examples']}, {self.result['stateHash']}")
        if self.program.ask("ledger", "check", merged, "--json")["problems"]:
            raise Fault("the merged ledger is damaged")
        if self.program.run("ledger", "export", merged) != self.export:
            raise Fault("the merged ledger holds something else")
        self.check_sources()

    def check_sources(self) -> None:
        for name in ("a", "b", "a-snapshot", "b-snapshot"):
            if (self.folder / name).read_bytes() != (self.base / name).read_bytes():
                raise Fault(f"the source {name} has changed")


class Consolidate(Prepared):
    name = "consolidate"

    def prepare(self) -> None:
        rows = rows_of(self.next_stream(), range(self.random.randint(150, 600)))
        prepare = self.random.choice([self.learn, self.learn_roughly])
        prepare(self.base / "ledger", rows)
        shutil.rmtree(self.folder)
        shutil.copytree(self.base, self.folder)
        ledger = self.folder / "ledger"
        self.before = self.program.ask("inspect", ledger, "--json")["stateHash"]
        self.after = self.program.ask("consolidate", ledger, "--json")["stateHash"]
        if self.before == self.after:
            raise Fault("consolidation changes nothing, so this shows nothing")

    def trial(self) -> str | None:
        self.copy()
        ledger = self.folder / "ledger"
        was_killed, output = self.program.kill(
            "consolidate", "consolidate", ledger, "--json",
            signs=(Path(f"{ledger}-snapshot-new"),))
        state = self.program.ask("inspect", ledger, "--json")["stateHash"]
        if state not in (self.before, self.after):
            raise Fault(f"state {state}; before {self.before}, after {self.after}")
        if output.endswith("}\n") and state != self.after:
            raise Fault("the new state was told, and is not there")
        if not self.program.ask("verify-unlearned", ledger, "--json")["agrees"]:
            raise Fault("verify-unlearned does not agree")
        if not was_killed:
            return None
        return ("after the result" if output else "new state there" if state == self.after
                else "old state there")


JOBS = {job.name: job for job in (Learn, Unlearn, Merge, Consolidate)}


class Tally:
    """What came of the kills, as Markdown."""

    def __init__(self) -> None:
        self.hits: dict[str, Counter[str]] = {}
        self.ended: Counter[str] = Counter()
        self.faults: list[tuple[str, str]] = []
        self.seconds: Counter[str] = Counter()

    @property
    def kills(self) -> int:
        return sum(counter.total() for counter in self.hits.values())

    def markdown(self, wanted: int, seed: int, seconds: float, remarks: list[str]) -> str:
        lines = [f"{self.kills:,} of {wanted:,} kills in {seconds / 60:.1f} minutes, seed {seed}: "
                 f"**{len(self.faults)} faults**", "",
                 "| job | kills | ended before the kill | faults | s a kill | where it was hit |",
                 "|---|--:|--:|--:|--:|---|"]
        for job, hits in self.hits.items():
            where = "; ".join(f"{place} {count:,}" for place, count in sorted(hits.items()))
            faults = sum(name == job for name, _ in self.faults)
            lines.append(f"| {job} | {hits.total():,} | {self.ended[job]:,} | {faults} | "
                         f"{self.seconds[job] / max(1, hits.total()):.2f} | {where} |")
        lines += [""] + remarks
        lines += [f"- {job}: {text}" for job, text in self.faults[:50]]
        return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--fledgling", required=True, metavar="PATH", help="the program")
    parser.add_argument("--kills", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default=",".join(JOBS), help="jobs, with commas between them")
    parser.add_argument("--folder", help="where to work; by default where temporary files are")
    parser.add_argument("--minutes", type=float, default=float("inf"), help="end after so long")
    options = parser.parse_args()
    names = options.only.split(",")
    if unknown := set(names) - set(JOBS):
        parser.error(f"no such job: {', '.join(sorted(unknown))}")
    path = os.path.abspath(options.fledgling)
    tally = Tally()
    start = shown = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="crash-", dir=options.folder) as temporary:
        folder = Path(temporary)
        choices = random.Random(options.seed)
        FAULTS.mkdir(exist_ok=True)
        jobs = {}
        for name in names:
            # Each job has its own choices, so that --only repeats what it does among the others.
            random_ = random.Random(f"{options.seed}/{name}")
            own = folder / f"{name}-program"
            own.mkdir()
            jobs[name] = JOBS[name](Program(path, own, random_), folder, str(options.seed), random_)
            tally.hits[name] = Counter()
        try:
            while tally.kills < options.kills and time.monotonic() - start < options.minutes * 60:
                name = choices.choices(names, [SHARES[name] for name in names])[0]
                begin = time.monotonic()
                try:
                    where = jobs[name].trial()
                    if where is None:
                        tally.ended[name] += 1
                    else:
                        tally.hits[name][where] += 1
                except Fault as fault:
                    tally.hits[name]["fault"] += 1
                    tally.faults.append((name, str(fault)))
                    print(f"\nFAULT after {tally.kills} kills, {name}: {fault}", file=sys.stderr)
                    jobs[name].abandon()
                tally.seconds[name] += time.monotonic() - begin
                if time.monotonic() - shown > 10:
                    shown = time.monotonic()
                    print(f"{tally.kills:,} kills, {len(tally.faults)} faults, "
                          f"{shown - start:.0f} s", file=sys.stderr)
        except KeyboardInterrupt:
            print("interrupted", file=sys.stderr)
        remarks = [f"- {job.name}: {count:,} {what}"
                   for job in jobs.values() for what, count in job.compared.items()]
    if FAULTS.exists() and not any(FAULTS.iterdir()):
        FAULTS.rmdir()
    print(tally.markdown(options.kills, options.seed, time.monotonic() - start, remarks))
    return 1 if tally.faults else 0


if __name__ == "__main__":
    sys.exit(main())
