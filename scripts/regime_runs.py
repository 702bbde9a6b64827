"""Paired runs of a scenario under changed values, for the scripts that map where regimes differ.

A run is one call of `concordat run` into a temporary directory; what is kept of it is a small JSON
file named by a hash of everything that decides it: the program, the scenario and its files, and
the changes. Asking again reads that file. Nothing here knows a mechanism: metrics, their
directions and the questions that they answer are read from the run's data package, differences and
verdicts from its comparison.csv.
"""

import csv
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

BINARY = ".build/release/concordat"
CACHE = ".cells"
CACHE_VERSION = 1
BAD_INPUT = 65
UNFINISHED = 2

# Differences this small beside the levels that they are taken from are rounding, not results.
ROUNDING = 1e-9

BETTER, WORSE, SAME = "better", "worse", "no difference shown"
MISSING = "no value"
SYMBOLS = {
    BETTER: "▲", WORSE: "▼", SAME: "·", "higher": "↑", "lower": "↓", "": "?", MISSING: "–",
}
LEGEND = (
    "▲ better, ▼ worse, · no difference shown (the 95 % interval of the paired difference holds "
    "zero), – no value (nothing to measure in one of the regimes), ? too few values for an interval"
)


class Failure(Exception):
    """Something the user has to mend; its text is the whole message."""


class Refusal(Failure):
    """The scenario with these changes is not a valid one."""


@dataclass(frozen=True)
class Difference:
    """A regime minus its baseline, in one metric."""

    pairs: int
    baseline_mean: float
    regime_mean: float
    value: float
    low: float | None
    high: float | None
    verdict: str

    @property
    def symbol(self):
        return SYMBOLS[self.verdict]

    def reversed(self):
        opposite = {BETTER: WORSE, WORSE: BETTER, "higher": "lower", "lower": "higher"}
        return Difference(
            self.pairs, self.regime_mean, self.baseline_mean, -self.value,
            None if self.high is None else -self.high, None if self.low is None else -self.low,
            opposite.get(self.verdict, self.verdict))

    def without_rounding(self):
        """The same, with no verdict on a difference that is rounding."""
        scale = max(abs(self.baseline_mean), abs(self.regime_mean))
        if abs(self.value) > ROUNDING * scale or self.verdict == "":
            return self
        return Difference(
            self.pairs, self.baseline_mean, self.regime_mean, 0.0, 0.0, 0.0, SAME)


@dataclass
class Outcome:
    """What is kept of a run."""

    metrics: list
    rows: list
    regimes: dict
    scenario_name: str
    seed: int
    cut_off_ticks: int

    def difference(self, metric, baseline, regime):
        """The regime minus the baseline; None where one of them has no value."""
        for row in self.rows:
            if row["metric"] != metric:
                continue
            if (row["baseline"], row["regime"]) == (baseline, regime):
                return _difference(row).without_rounding()
            if (row["baseline"], row["regime"]) == (regime, baseline):
                return _difference(row).reversed().without_rounding()
        return None


def _difference(row):
    number = lambda name: None if row[name] == "" else float(row[name])
    return Difference(
        int(row["pairs"]), number("baseline_mean"), number("regime_mean"), number("difference"),
        number("interval_low"), number("interval_high"), row["verdict"])


def merged(own, base):
    """Objects merge key by key; of everything else what is one's own replaces what is inherited."""
    if not (isinstance(own, dict) and isinstance(base, dict)):
        return own
    whole = {key: merged(own[key], value) if key in own else value for key, value in base.items()}
    return whole | {key: value for key, value in own.items() if key not in base}


class Scenario:
    """A scenario file as written, completed by those that it extends."""

    def __init__(self, path):
        self.path = Path(path)
        digest = hashlib.sha256()
        self.written = self._read(self.path, digest, [])
        for key in ("institution_files", "position_files", "claim_files", "account_files"):
            for name in self.written.get(key, []):
                try:
                    digest.update((self.path.parent / name).read_bytes())
                except OSError as error:
                    raise Failure(f"{self.path.parent / name}: {error.strerror}")
        self.sha256 = digest.hexdigest()

    def _read(self, path, digest, chain):
        try:
            content = path.read_bytes()
            written = json.loads(content)
        except OSError as error:
            raise Failure(f"{path}: {error.strerror}")
        except ValueError as error:
            raise Failure(f"{path}: not JSON: {error}")
        if not isinstance(written, dict):
            raise Failure(f"{path}: found no object at the top level")
        digest.update(content)
        base = written.pop("extends", None)
        if base is None:
            return written
        if path in chain:
            raise Failure(f"{path}: extends itself")
        return merged(written, self._read(path.parent / base, digest, [*chain, path]))

    def regime(self, asked, cell, word):
        """The regime that was asked for, or the one of this cell of the two-by-two."""
        cells = self.written.get("comparison", {}).get("two_by_two") or {}
        name = asked or cells.get(cell, word)
        known = self.written.get("regimes", {})
        if name not in known:
            raise Failure(
                f"{self.path}: no regime \"{name}\"; it has {', '.join(sorted(known)) or 'none'}")
        return name

    def value(self, tokens):
        """What stands at a JSON pointer whose tokens may name elements by id; None for nothing."""
        node = self.written
        for token in tokens:
            if isinstance(node, dict) and token in node:
                node = node[token]
            elif isinstance(node, list):
                named = [e for e in node if isinstance(e, dict) and e.get("id") == token]
                if named:
                    node = named[0]
                elif token.isdigit() and int(token) < len(node):
                    node = node[int(token)]
                else:
                    return None
            else:
                return None
        return node


class Runs:
    """Runs one scenario under changes; what has been run before is read from the cache."""

    def __init__(self, scenario, out, binary=BINARY, jobs=None, seed=None, mode="impact"):
        self.scenario = scenario
        self.binary = Path(binary)
        self.cache = Path(out) / CACHE
        self.jobs = jobs
        self.seed = seed
        self.mode = mode
        if not os.access(self.binary, os.X_OK):
            raise Failure(
                f"{binary} is missing; build it with: swift build -c release --product concordat")
        self.program = hashlib.sha256(self.binary.read_bytes()).hexdigest()
        self.cache.mkdir(parents=True, exist_ok=True)

    def run(self, regimes, replicates, changes=(), label=""):
        """Runs these regimes; changes are pairs of a path and a JSON value."""
        request = {
            "version": CACHE_VERSION, "program": self.program, "scenario": self.scenario.sha256,
            "mode": self.mode, "seed": self.seed, "regimes": list(regimes),
            "replicates": replicates, "changes": [list(change) for change in changes],
        }
        key = hashlib.sha256(json.dumps(request, sort_keys=True).encode()).hexdigest()[:16]
        path = self.cache / f"{key}.json"
        if path.exists():
            kept = json.loads(path.read_text())
            progress(f"{label}: taken over")
        else:
            start = time.monotonic()
            kept = self._make(regimes, replicates, changes)
            kept["request"] = request
            partial = path.with_suffix(".part")
            partial.write_text(json.dumps(kept, indent=1))
            partial.replace(path)
            progress(f"{label}: {time.monotonic() - start:.1f} s")
        if kept.get("refusal"):
            raise Refusal(kept["refusal"])
        return Outcome(
            kept["metrics"], kept["rows"], kept["regimes"], kept["scenario_name"], kept["seed"],
            kept["cut_off_ticks"])

    def _make(self, regimes, replicates, changes):
        comparison = {"baseline": regimes[0], "modes": [self.mode], "two_by_two": None}
        # The provenance of a value that is changed no longer holds; it decides no number.
        fixed = [
            ("comparison", comparison), ("provenance", {}), ("published", []),
            ("record.tables", []),
        ]
        with tempfile.TemporaryDirectory(prefix="concordat-") as temporary:
            out = Path(temporary) / "run"
            command = [str(self.binary.resolve()), "run", str(self.scenario.path), "--quiet"]
            for name in regimes:
                command += ["--regime", name]
            for place, value in list(changes) + fixed:
                command += ["--set", f"{place}={json.dumps(value)}"]
            command += ["--replicates", str(replicates), "--out", str(out)]
            if self.jobs:
                command += ["--jobs", str(self.jobs)]
            if self.seed is not None:
                command += ["--seed", str(self.seed)]
            ended = subprocess.run(command, capture_output=True, text=True, check=False)
            if ended.returncode == BAD_INPUT:
                return {"refusal": ended.stderr.strip()}
            if ended.returncode not in (0, UNFINISHED):
                raise Failure(
                    f"a run failed with exit code {ended.returncode}:\n{ended.stderr.strip()}\n"
                    f"the command was: {' '.join(command)}")
            return _kept(out, ended.stderr)


def _kept(out, errors):
    manifest = json.loads((out / "manifest.json").read_text())
    if manifest.get("failures"):
        raise Failure(f"units of a run failed:\n{errors.strip()}")
    package = json.loads((out / "datapackage.json").read_text())
    fields = next(r for r in package["resources"] if r["name"] == "runs")["schema"]["fields"]
    metrics = [
        {key: f.get(key, "") for key in ("name", "unit", "direction", "question", "description")}
        for f in fields if f.get("question")
    ]
    names = {metric["name"] for metric in metrics}
    with open(out / "comparison.csv", newline="", encoding="utf-8") as file:
        rows = [
            row for row in csv.DictReader(file)
            if row["contrast"] == "difference" and row["metric"] in names
        ]
    resolved = json.loads((out / "scenario.json").read_text())
    with open(out / "runs.csv", newline="", encoding="utf-8") as file:
        cut_off = sum(int(float(row.get("pass_limit_hits") or 0)) for row in csv.DictReader(file))
    return {
        "metrics": metrics, "rows": rows, "regimes": resolved["regimes"],
        "scenario_name": resolved["name"], "seed": resolved["seed"], "cut_off_ticks": cut_off,
    }


def progress(text):
    print(text, file=sys.stderr, flush=True)


def number(value, signed=False):
    """A number for people: three significant digits, whole above a thousand."""
    if value is None:
        return ""
    sign = "+" if signed and value > 0 else ""
    if value == 0:
        return "0"
    if abs(value) >= 1000:
        text = f"{value:,.0f}"
    else:
        text = f"{float(f'{value:.3g}'):.6f}".rstrip("0").rstrip(".")
        if text in ("0", "-0"):
            text = f"{value:.2e}"
    return (sign + text).replace("-", "−")


def interval(difference):
    """A difference with its interval, for people."""
    text = number(difference.value, signed=True)
    if difference.low is None:
        return text
    return f"{text} [{number(difference.low)}, {number(difference.high)}]"


def table(header, rows):
    """A Markdown table."""
    lines = ["| " + " | ".join(header) + " |", "|" + " --- |" * len(header)]
    return "\n".join(lines + ["| " + " | ".join(str(c) for c in row) + " |" for row in rows])


def write(path, text):
    Path(path).write_text(text, encoding="utf-8")
    progress(f"wrote {path}")


def write_csv(path, header, rows):
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(["" if cell is None else cell for cell in row] for row in rows)
    progress(f"wrote {path}")


def main(body):
    """Runs the body of a script and exits: 1 with one message for a failure, 74 for a file that
    cannot be written, 130 for an interrupt."""
    try:
        sys.exit(body() or 0)
    except Failure as failure:
        progress(f"{Path(sys.argv[0]).name}: {failure}")
        sys.exit(1)
    except OSError as error:
        progress(f"{Path(sys.argv[0]).name}: {error.filename}: {error.strerror}")
        sys.exit(74)
    except KeyboardInterrupt:
        progress("interrupted; what is finished is kept, and the same command goes on from there")
        sys.exit(130)
