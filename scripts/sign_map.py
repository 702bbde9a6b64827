#!/usr/bin/env python3
"""Maps over shock size and correlation where harmonised rules do better than fragmented ones, where
worse, and which lever of harmonisation is behind each harm.

For every cell of the grid both regimes are run with the same luck, and each headline metric is
judged by its paired difference. The shock factor multiplies the size of every event that has one:
the fraction of a price_move, exploit or run (of the last two at most all), the amount of an
external_loss, the fine of an enforcement. The correlation replaces correlation.default; pairs that differ from it move along (toward
no correlation where it falls, toward full correlation where it rises), which keeps the matrix
positive definite.

Then, for every metric in which harmonised is worse somewhere, the cell of the greatest harm is run
again with one lever of harmonisation put back at a time: the harmonised regime, but apart in
margin, or in recognition, and so on; recognition and topology also as one, since a clearing house
for the world lives on free movement of cash. A lever is named as the one behind the harm if putting it
back leaves no harm shown and takes away at least half of the mean harm; of several, the one that
comes closest to undoing just that harm. A metric that has no value with a lever put back says
nothing about it. Where no single lever does, the strongest are put back by twos and threes, and at
last all of them. The greatest gain of every metric is put to the same
test, with single levers only, by the share of it that goes with them. At last the levers named
behind a harm are put back in every cell that showed it.

Finished cells are kept in the .cells folder of the output directory, so that an interrupted map
goes on where it stopped, and a finer grid only runs what is new.
"""

import argparse
import itertools
import sys
from pathlib import Path

sys.dont_write_bytecode = True

from regime_runs import (  # noqa: E402
    BETTER, BINARY, LEGEND, MISSING, SAME, SYMBOLS, WORSE, Failure, Runs, Scenario, interval, main,
    number, table, write, write_csv,
)

LEVERS = [
    "margin", "collateral", "capital", "custody", "clearing", "contracts", "access", "reporting",
    "technical_standards", "enforcement",
]
WORLD_FIELDS = [
    "recognition", "topology", "coordination", "settlement_delay_hours", "commonality",
    "transition_cost_per_rule",
]
# Put back together as well as alone: a clearing house for the world lives on recognition, since what
# its members owe it comes in time only from where cash moves freely.
COUPLED = ("recognition", "topology")
# The field that holds the size of an event, by kind, and the greatest value that it can take.
SIZES = {
    "price_move": ("fraction", None), "external_loss": ("amount", None),
    "exploit": ("fraction", 1), "run": ("fraction", 1), "enforcement": ("fine", None),
}
# How many levers, the strongest alone in either direction, are tried together, and how many at once.
STRONGEST, MOST_TOGETHER = 4, 3
# A put-back that takes away less of the mean harm than this only widened the interval.
LEAST_SHARE = 0.5
# Shares below this are no effect.
LEAST_EFFECT = 0.005


def arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scenario", metavar="SCENARIO", help="the scenario, a JSON file")
    parser.add_argument(
        "--fragmented", metavar="NAME",
        help="regime that differences are taken from (default: the fragmented cell at mean "
        "strictness of the scenario's two_by_two, or else \"fragmented\")")
    parser.add_argument(
        "--harmonised", metavar="NAME",
        help="regime that is judged (default: the harmonised cell at mean strictness, or else "
        "\"harmonised\")")
    parser.add_argument(
        "--mode", choices=["impact", "equilibrium"], default="impact",
        help="positions as given, or after institutions have adapted (default: impact)")
    parser.add_argument(
        "--shocks", type=float, nargs="+", default=[0.5, 0.75, 1, 1.25, 1.5], metavar="FACTOR",
        help="factors on the size of every event (default: 0.5 0.75 1 1.25 1.5)")
    parser.add_argument(
        "--correlations", type=float, nargs="+", default=[0, 0.3, 0.6, 0.9], metavar="NUMBER",
        help="correlations between any two tokens, from 0 to below 1 (default: 0 0.3 0.6 0.9)")
    parser.add_argument(
        "--replicates", type=int, default=8, metavar="N", help="replicates of a cell (default: 8)")
    parser.add_argument("--seed", type=int, metavar="N", help="seed instead of the scenario's")
    parser.add_argument(
        "--jobs", type=int, metavar="N",
        help="units worked on at the same time (default: the number of processors)")
    parser.add_argument(
        "--out", metavar="DIR",
        help="where sign-map.csv, sign-map-levers.csv and sign-map.md go "
        "(default: Results/sign-map/, the name of the scenario's file, and in equilibrium a folder "
        "of that name in it)")
    parser.add_argument(
        "--binary", default=BINARY, metavar="PATH", help=f"the program (default: {BINARY})")
    parsed = parser.parse_args()
    if parsed.out is None:
        parsed.out = f"Results/sign-map/{Path(parsed.scenario).stem}"
        if parsed.mode != "impact":
            parsed.out += f"/{parsed.mode}"
    if parsed.replicates < 2:
        parser.error("--replicates takes a number from 2 up: one replicate has no interval")
    return parsed


def shocked(scenario, factor):
    """The changes that scale the size of everything that happens."""
    changes = []
    for index, event in enumerate(scenario.written.get("events", [])):
        field, greatest = SIZES.get(event.get("kind"), (None, None))
        if field is None or field not in event:
            continue
        size = event[field] * factor
        if size <= -1 and event["kind"] == "price_move":
            raise Failure(
                f"shock factor {factor:g} makes events.{index} ({event[field]:g}) a fall of "
                "everything or more; take a smaller one")
        if greatest is not None:
            size = min(size, greatest)
        changes.append((f"events.{index}.{field}", round(size, 12)))
    if not changes:
        raise Failure(
            f"{scenario.path} has no event with a size to scale ({', '.join(SIZES)})")
    return changes


def sized(scenario):
    """What the shock factor multiplies, for people: whom or what it hits, and by how much."""
    for event in scenario.written["events"]:
        field, _ = SIZES.get(event["kind"], (None, None))
        if field is None or field not in event:
            continue
        subject = event.get("asset") or event.get("institution") or event.get("debtor")
        signed = event["kind"] == "price_move"
        what = subject if signed else f"{event['kind'].replace('_', ' ')} {subject}"
        yield f"{what} {number(event[field], signed=signed)}"


def correlated(scenario, target):
    """The changes that move all correlations so that the default one is the target."""
    if not 0 <= target < 1:
        raise Failure(f"correlation {target:g} is not in [0, 1)")
    written = scenario.written.get("correlation", {})
    standard = written.get("default", 0)
    changes = [("correlation.default", target)]
    pairs = written.get("pairs", [])
    if pairs and target != standard:
        if target < standard:
            move = lambda value: value * target / standard
        else:
            weight = (target - standard) / (1 - standard)
            move = lambda value: value + weight * (1 - value)
        moved = [
            {"assets": pair["assets"], "value": round(move(pair["value"]), 12)} for pair in pairs
        ]
        changes.append(("correlation.pairs", moved))
    return changes


def put_backs(regimes, fragmented, harmonised):
    """For each lever in which the two regimes differ, its name and what puts it back."""
    apart, together = regimes[fragmented], regimes[harmonised]
    found = []

    def dispersion(regime, lever):
        return regime["path"]["levers"].get(lever, regime["path"]["dispersion"])

    for lever in LEVERS:
        value = dispersion(apart, lever)
        if value != dispersion(together, lever):
            found.append((lever, {"path": {"levers": {lever: value}}}))
    for field in ("strictness", "categorical_switch_point"):
        if apart["path"][field] != together["path"][field]:
            found.append((field, {"path": {field: apart["path"][field]}}))
    for field in WORLD_FIELDS:
        if apart[field] != together[field]:
            found.append((field, {field: apart[field]}))
    return found


def combined(harmonised, names, by_name):
    """The harmonised regime with these levers put back: its name, and the change that adds it."""
    regime = {"extends": harmonised}
    for name in names:
        for key, value in by_name[name].items():
            if key != "path":
                regime[key] = value
                continue
            path = regime.setdefault("path", {})
            for inner, setting in value.items():
                if inner == "levers":
                    path.setdefault("levers", {}).update(setting)
                else:
                    path[inner] = setting
    title = "apart-in-" + "-and-".join(names)
    return title, (f"regimes.{title}", regime)


def effect(difference, metric, kind):
    """The mean difference, positive where it is a harm, or where it is a gain."""
    sign = 1 if (metric["direction"] == "lower") == (kind == WORSE) else -1
    return sign * difference.value


class Map:
    """The grid, and what was found on it."""

    def __init__(self, options):
        self.options = options
        self.scenario = Scenario(options.scenario)
        self.fragmented = self.scenario.regime(
            options.fragmented, "fragmented_mean", "fragmented")
        self.harmonised = self.scenario.regime(
            options.harmonised, "harmonised_mean", "harmonised")
        if self.fragmented == self.harmonised:
            raise Failure("the two regimes are the same one")
        self.shocks = sorted(set(options.shocks))
        self.correlations = sorted(set(options.correlations))
        self.changes = {
            (shock, correlation): shocked(self.scenario, shock)
            + correlated(self.scenario, correlation)
            for shock in self.shocks for correlation in self.correlations
        }
        self.runs = Runs(
            self.scenario, options.out, options.binary, options.jobs, options.seed, options.mode)
        self.cells = {}
        self.lever_rows = []
        self.findings = []
        self.cut_off_ticks = 0

    def run(self, cell, regimes, extra=(), label=""):
        outcome = self.runs.run(
            regimes, self.options.replicates, self.changes[cell] + list(extra),
            f"{label}shock {cell[0]:g}, correlation {cell[1]:g}")
        self.cut_off_ticks += outcome.cut_off_ticks
        return outcome

    def fill(self):
        for index, cell in enumerate(self.changes, 1):
            self.cells[cell] = self.run(
                cell, [self.fragmented, self.harmonised], label=f"[{index}/{len(self.changes)}] ")
        first = next(iter(self.cells.values()))
        self.metrics = first.metrics
        self.name = first.scenario_name
        self.seed = first.seed
        self.put_backs = put_backs(first.regimes, self.fragmented, self.harmonised)

    def difference(self, cell, metric):
        return self.cells[cell].difference(metric["name"], self.fragmented, self.harmonised)

    def verdict(self, cell, metric):
        difference = self.difference(cell, metric)
        return MISSING if difference is None else difference.verdict

    def cells_with(self, metric, verdict):
        return [cell for cell in self.cells if self.verdict(cell, metric) == verdict]

    def find_levers(self):
        """Names the lever behind the greatest harm and the greatest gain of each metric."""
        if not self.put_backs:
            return
        for kind in (WORSE, BETTER):
            for metric in self.metrics:
                cells = self.cells_with(metric, kind)
                if cells:
                    self.findings.append(self.finding(metric, kind, cells))
        self.check()

    def finding(self, metric, kind, cells):
        cell = max(cells, key=lambda cell: effect(self.difference(cell, metric), metric, kind))
        singles = [[name] for name, _ in self.put_backs]
        if all([name] in singles for name in COUPLED):
            singles.append(list(COUPLED))
        tried = self.try_put_backs(metric, kind, cell, singles, "single")
        removing = [entry for entry in tried if entry["removes"]]
        named = min(removing, key=lambda entry: abs(entry["share"] - 1), default=None)
        if named is None and kind == WORSE and len(singles) > 1:
            together = self.try_put_backs(metric, kind, cell, self.groups(tried), "together")
            removing = [entry for entry in together if entry["removes"]]
            named = min(
                removing, key=lambda entry: (len(entry["names"]), abs(entry["share"] - 1)),
                default=None)
        return {
            "metric": metric, "kind": kind, "cell": cell, "cells": cells, "tried": tried,
            "named": named, "left": None, "mute": None, "before": self.difference(cell, metric),
        }

    def groups(self, tried):
        """Groups of the levers that are strongest alone, whichever way, and all levers at last."""
        alone = [entry for entry in tried if len(entry["names"]) == 1]
        strongest = sorted(alone, key=lambda entry: -abs(entry["share"] or 0))[:STRONGEST]
        names = [entry["names"][0] for entry in strongest]
        found = [
            list(group) for size in range(2, MOST_TOGETHER + 1)
            for group in itertools.combinations(names, size)
        ]
        everything = [name for name, _ in self.put_backs]
        return found + ([everything] if len(everything) > MOST_TOGETHER else [])

    def try_put_backs(self, metric, kind, cell, sets, stage):
        """The harmonised regime with each of these sets of levers put back, the strongest first."""
        by_name = dict(self.put_backs)
        added = [combined(self.harmonised, names, by_name) for names in sets]
        outcome = self.run(
            cell, [self.fragmented, self.harmonised] + [title for title, _ in added],
            [change for _, change in added], f"putting back {stage}: ")
        tried = [
            self.entry(
                metric, kind, cell, names,
                outcome.difference(metric["name"], self.fragmented, title), stage)
            | {"price": self.price(outcome, title)}
            for names, (title, _) in zip(sets, added)
        ]
        return sorted(
            tried,
            key=lambda entry: (entry["share"] is None, -(entry["share"] or 0), entry["names"]))

    def price(self, outcome, title):
        """The metrics that are shown to be worse with levers put back than without."""
        found = []
        for metric in self.metrics:
            change = outcome.difference(metric["name"], self.harmonised, title)
            if change is not None and change.verdict == WORSE:
                found.append(metric["name"])
        return found

    def entry(self, metric, kind, cell, names, after, stage):
        before = self.difference(cell, metric)
        share, verdict = None, MISSING
        if after is not None:
            share = 1 - effect(after, metric, kind) / effect(before, metric, kind)
            verdict = after.verdict
        removes = (
            share is not None and share >= LEAST_SHARE and not verdict == kind == WORSE)
        self.lever_rows.append([
            metric["name"], "harm" if kind == WORSE else "gain", cell[0], cell[1], stage,
            "+".join(names), before.value, after and after.value, after and after.low,
            after and after.high, verdict, share, "yes" if removes else "no",
        ])
        return {
            "names": names, "after": after, "share": share, "verdict": verdict, "removes": removes,
        }

    def check(self):
        """Puts the levers named behind a harm back in every cell that showed it, one run a cell."""
        by_name = dict(self.put_backs)
        harms = [f for f in self.findings if f["kind"] == WORSE and f["named"]]
        for finding in harms:
            finding["left"] = []
            finding["mute"] = []
        for cell in self.cells:
            concerned = [finding for finding in harms if cell in finding["cells"]]
            if not concerned:
                continue
            added = dict(
                combined(self.harmonised, finding["named"]["names"], by_name)
                for finding in concerned)
            outcome = self.run(
                cell, [self.fragmented] + list(added),
                list(added.values()), "checking: ")
            for finding in concerned:
                names, metric = finding["named"]["names"], finding["metric"]
                title, _ = combined(self.harmonised, names, by_name)
                after = outcome.difference(metric["name"], self.fragmented, title)
                verdict = self.entry(metric, WORSE, cell, names, after, "check")["verdict"]
                if verdict == WORSE:
                    finding["left"].append(cell)
                elif verdict == MISSING:
                    finding["mute"].append(cell)

    def write(self):
        out = self.options.out
        rows = []
        for (shock, correlation) in self.cells:
            for metric in self.metrics:
                found = self.difference((shock, correlation), metric)
                key = [shock, correlation, metric["name"], metric["unit"], metric["direction"]]
                if found is None:
                    rows.append(key + [None] * 6 + [MISSING])
                else:
                    rows.append(key + [
                        found.pairs, found.baseline_mean, found.regime_mean, found.value,
                        found.low, found.high, found.verdict,
                    ])
        write_csv(f"{out}/sign-map.csv", [
            "shock_factor", "correlation", "metric", "unit", "direction", "pairs",
            "fragmented_mean", "harmonised_mean", "difference", "interval_low", "interval_high",
            "verdict",
        ], rows)
        write_csv(f"{out}/sign-map-levers.csv", [
            "metric", "kind", "shock_factor", "correlation", "stage", "put_back",
            "difference_before", "difference_after", "interval_low", "interval_high",
            "verdict_after", "share_removed", "removes",
        ], self.lever_rows)
        write(f"{out}/sign-map.md", "\n\n".join(self.page()) + "\n")

    def page(self):
        options = self.options
        yield f"# Sign map of {self.name}"
        yield (
            f"`{self.harmonised}` minus `{self.fragmented}`, {options.mode} comparison, "
            f"{options.replicates} replicates a cell, seed {self.seed}, both regimes with the same "
            f"luck. {LEGEND}. Each interval stands alone: of twenty cells without any difference, "
            "one will seem to show one. The numbers are in `sign-map.csv` and "
            "`sign-map-levers.csv`.")
        yield (
            "The shock factor multiplies the size of every event of the scenario ("
            + ", ".join(sized(self.scenario)) + "); the correlation is that between any two tokens "
            f"({number(self.scenario.written.get('correlation', {}).get('default', 0))} in the "
            "scenario).")
        if self.cut_off_ticks:
            yield (
                f"The bound on the passes of a cascade was hit in {self.cut_off_ticks} ticks of "
                "all runs together: those ticks are cut off.")
        yield "## Where harmonised is better, and where worse"
        yield table(
            ["metric", "unit", "question", "▲ cells", "▼ cells", "· cells", "reading"],
            [self.summary(metric) for metric in self.metrics])
        for metric in self.metrics:
            wish = "lower is better" if metric["direction"] == "lower" else "higher is better"
            yield (
                f"### {metric['name']} ({metric['unit']}, {wish})\n\n{metric['description']}\n\n"
                + self.grid(metric))
        yield "## The lever behind each flip"
        yield from self.lever_section()

    def summary(self, metric):
        count = lambda verdict: len(self.cells_with(metric, verdict))
        better, worse, same = count(BETTER), count(WORSE), count(SAME)
        if better and worse:
            reading = "the sign flips"
        elif worse:
            reading = "worse wherever a difference is shown"
        elif better:
            reading = "better wherever a difference is shown"
        elif same:
            reading = "no difference shown anywhere"
        else:
            reading = "no verdict"
        return [
            f"`{metric['name']}`", metric["unit"], metric["question"], better, worse, same, reading,
        ]

    def grid(self, metric):
        def cell(place):
            found = self.difference(place, metric)
            if found is None:
                return SYMBOLS[MISSING]
            return f"{found.symbol} {number(found.value, signed=True)}"

        return table(
            ["shock × \\ correlation"] + [number(c) for c in self.correlations],
            [
                [number(shock)] + [cell((shock, c)) for c in self.correlations]
                for shock in self.shocks
            ])

    def lever_section(self):
        if not self.put_backs:
            yield "The two regimes differ in no lever."
            return
        yield (
            "For each metric: the cell of the greatest harm (or gain), and what putting one lever "
            "of harmonisation back does there: the harmonised regime, but apart in that lever. A "
            f"lever is named if at least {percent(LEAST_SHARE)} of the mean harm (or gain) is gone "
            "with it put back, and no harm is shown any more; of several, the one that comes "
            "closest to undoing just that. *Together* means that no single lever did it. What is "
            "put back takes its other effects away as well: this names a cause and is no advice.")
        harms = [finding for finding in self.findings if finding["kind"] == WORSE]
        gains = [finding for finding in self.findings if finding["kind"] == BETTER]
        yield "### Behind each harm"
        if harms:
            yield (
                "Cells with harm are counted before, and again with the named lever put back in "
                "each of them. The last column has the metrics that are shown to be worse with it "
                "put back than without.")
            yield table(
                ["metric", "shock × correlation", "harm", "lever behind it",
                 "difference with it put back", "harm removed", "cells with harm",
                 "worse with it put back"],
                [
                    self.lever_row(f)
                    + [
                        self.checked(f),
                        ", ".join(f"`{name}`" for name in f["named"]["price"]) or "none"
                        if f["named"] else "",
                    ]
                    for f in harms
                ])
        else:
            yield "Harmonised is not shown to be worse in any cell of any headline metric."
        yield "### Behind each gain"
        if gains:
            yield table(
                ["metric", "shock × correlation", "gain", "lever behind it",
                 "difference with it put back", "gain removed", "cells with gain"],
                [self.lever_row(f) + [len(f["cells"])] for f in gains])
        else:
            yield "Harmonised is not shown to be better in any cell of any headline metric."
        yield "### All put-backs in those cells"
        yield (
            "By the share of the mean harm or gain that they remove; more than 100 % turns it "
            "round, less than nothing adds to it. Shares need not add up: levers interact.")
        yield table(
            ["metric", "of the", "put back"],
            [
                [f"`{f['metric']['name']}`", "harm" if f["kind"] == WORSE else "gain",
                 self.shares(f["tried"])]
                for f in harms + gains
            ])

    @staticmethod
    def lever_row(finding):
        shock, correlation = finding["cell"]
        head = [
            f"`{finding['metric']['name']}`", f"{number(shock)} × {number(correlation)}",
            interval(finding["before"]),
        ]
        named = finding["named"]
        if named is None:
            return head + ["no single one" if finding["kind"] == BETTER else "none", "", ""]
        after = named["after"]
        return head + [
            f"**{words(named['names'])}**" + (" (together)" if len(named["names"]) > 1 else ""),
            f"{SYMBOLS[named['verdict']]} {interval(after)}",
            percent(named["share"]),
        ]

    @staticmethod
    def checked(finding):
        """How many cells show the harm, before and with the named levers put back."""
        if finding["left"] is None:
            return f"{len(finding['cells'])} → ?"
        mute = f" ({len(finding['mute'])} without value)" if finding["mute"] else ""
        return f"{len(finding['cells'])} → {len(finding['left'])}{mute}"

    @staticmethod
    def shares(tried):
        shown = [
            f"{words(entry['names'])} {percent(entry['share'])}" for entry in tried
            if entry["share"] is not None and abs(entry["share"]) >= LEAST_EFFECT
        ]
        unmeasured = [words(entry["names"]) for entry in tried if entry["share"] is None]
        rest = len(tried) - len(shown) - len(unmeasured)
        if unmeasured:
            shown.append(f"no value with {', '.join(unmeasured)}")
        if rest:
            shown.append(f"{rest} more without effect")
        return ", ".join(shown)


def words(names):
    return " + ".join(name.replace("_", " ") for name in names)


def percent(share):
    return f"{share * 100:.0f} %".replace("-", "−")


def body():
    grid = Map(arguments())
    grid.fill()
    grid.find_levers()
    grid.write()


if __name__ == "__main__":
    main(body)
