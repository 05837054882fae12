"""Runs Fledgling and its rivals over the streams and writes a Markdown report.

One process at a time. What the rivals did is kept in Benchmarks/streams/results.jsonl
and not run again; Fledgling always is.
"""

import argparse
import json
import os
import shlex
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from report import Results, write_report
from rivals import WITHOUT_DATES, rivals_of
from streams import FOLDER, ROOT, STREAMS, Stream

CACHE = FOLDER / "results.jsonl"
OURS = "fledgling"
QUICK_ROWS = 2_000
RIVER_ROWS = 40_000
SLOW_ROWS = 10_000
WIDE_FIELDS = 20
ON_ALL_ROWS = {OURS, "NoChange", "majority", "mean", "hgb", "hgb-1t", "vw", "vw-q", "ARF10"}


class Cache:
    """The last result for each (stream, rival, rows asked for), one JSON line each."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.results: dict[tuple[str, str, int], dict] = {}
        if path.exists():
            for line in path.read_text().splitlines():
                self.keep(json.loads(line))

    def keep(self, result: dict) -> None:
        self.results[result["stream"], result["rival"], result["limit"]] = result

    def append(self, result: dict) -> None:
        self.keep(result)
        with self.path.open("a") as file:
            file.write(json.dumps(result) + "\n")


def rows_for(rival: str, rows: int, fields: int, quick: bool) -> int:
    """How many rows of a stream a rival gets; slow ones do not get all."""
    if quick:
        return min(rows, QUICK_ROWS)
    if rival == "SRP10" and fields > WIDE_FIELDS:
        return min(rows, SLOW_ROWS)
    return rows if rival.removesuffix(WITHOUT_DATES) in ON_ALL_ROWS else min(rows, RIVER_ROWS)


def run_rival(stream: Stream, rival: str, limit: int, seconds: float) -> dict | None:
    script = str(ROOT / "Benchmarks" / "rivals.py")
    command = [sys.executable, script, stream.name, rival]
    command += ["--limit", str(limit), "--seconds", str(seconds)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        return failed(stream, rival, done.stderr)
    return json.loads(done.stdout) | {"limit": limit}


def run_ours(binary: Path, stream: Stream, limit: int) -> dict | None:
    """CPU time is that of the whole process, seen from outside: reading included."""
    command = [str(binary), "learn", str(stream.path), "--target", stream.target]
    command += ["--kind", stream.kind, "--limit", str(limit), "--report", "json"]
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        started = time.perf_counter()
        process = subprocess.Popen(command, stdout=output, stderr=errors)
        _, status, usage = os.wait4(process.pid, 0)
        elapsed = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        errors.seek(0)
        if process.returncode != 0:
            return failed(stream, OURS, errors.read().decode())
        report = json.load(output)
    cpu = usage.ru_utime + usage.ru_stime
    return report | {
        "stream": stream.name,
        "rival": OURS,
        "limit": limit,
        "reportedCpuSeconds": report["cpuSeconds"],
        "cpuSeconds": cpu,
        "seconds": elapsed,
        "examplesPerSecond": report["examples"] / cpu,
    }


def failed(stream: Stream, rival: str, errors: str) -> None:
    print(f"FAILED: {rival} on {stream.name}\n{errors[-2000:]}", file=sys.stderr, flush=True)


def announce(result: dict) -> None:
    score = "mae {:.4g} rmse {:.4g}" if "mae" in result else "acc {:.4f} ll {:.4f}"
    keys = ("mae", "rmse") if "mae" in result else ("accuracy", "logLoss")
    speed = "{examples} rows, {examplesPerSecond:,.0f}/s of CPU".format_map(result)
    name = f"{result['rival']:16s} {result['stream']:14s}"
    print(name, score.format(*(result[key] for key in keys)), speed, flush=True)


def collect(options: argparse.Namespace, streams: list[Stream]) -> tuple[Results, bool]:
    """All results, and whether every run succeeded."""
    cache = Cache(CACHE)
    results = Results(quick=options.quick)
    shapes = {stream.name: stream.shape() for stream in streams}
    results.shapes = shapes
    complete = True
    for rival in options.rivals:
        for stream in streams:
            if rival not in rivals_of(stream):
                continue
            limit = rows_for(rival, *shapes[stream.name], options.quick)
            result = None if options.fresh else cache.results.get((stream.name, rival, limit))
            if result is None and options.kept_only:
                continue
            if result is None:
                result = run_rival(stream, rival, limit, options.seconds)
                if result is None:
                    complete = False
                    continue
                cache.append(result)
                announce(result)
            results.theirs[stream.name, rival] = result
    if options.rivals_only:
        return results, complete
    for stream in streams:
        rows = rows_for(OURS, *shapes[stream.name], options.quick)
        asked = {r["examples"] for (name, _), r in results.theirs.items() if name == stream.name}
        for limit in sorted(asked | {rows}, reverse=True):
            result = run_ours(options.fledgling, stream, limit)
            if result is None:
                complete = False
                break
            cache.append(result)
            announce(result)
            results.ours[stream.name, limit] = result
    return results, complete


def names(text: str) -> list[str]:
    return [name for name in text.split(",") if name]


def command_line() -> str:
    """How this run was started, free of absolute paths."""
    words = (os.path.relpath(word, ROOT) if os.path.isabs(word) else word for word in sys.argv[1:])
    return shlex.join(["python", "Benchmarks/run.py", *words])


def parse() -> argparse.Namespace:
    every_rival = list(dict.fromkeys(name for s in STREAMS.values() for name in rivals_of(s)))
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--fledgling",
        type=Path,
        default=ROOT / ".build" / "release" / OURS,
        help="the program (default: .build/release/fledgling)",
    )
    parser.add_argument("--streams", type=names, default=list(STREAMS), help="a,b (default: all)")
    parser.add_argument("--rivals", type=names, default=every_rival, help="a,b (default: all)")
    parser.add_argument("--quick", action="store_true", help=f"the first {QUICK_ROWS:,} rows only")
    parser.add_argument("--fresh", action="store_true", help="run rivals again, whatever is kept")
    parser.add_argument(
        "--kept-only", action="store_true", help="leave out rivals that are not kept yet"
    )
    parser.add_argument("--rivals-only", action="store_true", help="fill the cache, no report")
    parser.add_argument(
        "--seconds", type=float, default=3600, help="time a rival gets per stream (default: 3600)"
    )
    parser.add_argument("--data", type=Path, help="folder with the data files, see streams.py")
    parser.add_argument(
        "--out",
        type=Path,
        default=ROOT / "Docs" / "results" / "streams.md",
        help="the report (default: Docs/results/streams.md)",
    )
    options = parser.parse_args()
    for wanted, known in ((options.streams, STREAMS), (options.rivals, every_rival)):
        if unknown := set(wanted) - set(known):
            parser.error(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    if not options.rivals_only and not options.fledgling.exists():
        parser.error("no fledgling program: build it, or give --fledgling or --rivals-only")
    return options


def main() -> None:
    options = parse()
    make = [sys.executable, str(ROOT / "Benchmarks" / "streams.py")]
    subprocess.run(make + (["--data", str(options.data)] if options.data else []), check=True)
    streams = [STREAMS[name] for name in options.streams if STREAMS[name].path.exists()]
    results, complete = collect(options, streams)
    if not options.rivals_only:
        options.out.parent.mkdir(parents=True, exist_ok=True)
        write_report(results, options.out, command_line(), options.fledgling)
        print(f"wrote {os.path.relpath(options.out, ROOT)}")
    if not complete:
        sys.exit("some runs failed, see above")


if __name__ == "__main__":
    main()
