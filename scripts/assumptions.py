#!/usr/bin/env python3
"""Asks of every assumption of a scenario how much hangs on it, and of the most influential ones
whether the ranking of the regimes survives them.

An assumption is a number that the scenario's provenance marks as one and gives a range. The same
number of several elements of a list, such as the own fund of every venue, is one assumption that
is moved in all of them together, each in its own range; its path has a * there. First each
assumption is set to the low and to the high end, the others as they are, with few replicates that
meet the same luck as the base. That ranks assumptions twice, by how far they move the difference
between the two regimes in one metric, and by how far they move its level; the better of the two
ranks counts.

Then the most influential ones are run at low, base and high with more replicates and all regimes
of the comparison. In each headline metric the ranking of two regimes survives an assumption if the
verdict of their paired difference is the same at all three values, fades if a verdict becomes "no
difference shown" or appears only at an end, and reverses if better turns into worse. Assumptions
are moved one at a time: two that matter little alone may matter together.

Finished runs are kept in the .cells folder of the output directory, so that an interrupted call
goes on where it stopped.
"""

import argparse
import sys

sys.dont_write_bytecode = True

from regime_runs import (  # noqa: E402
    BETTER, BINARY, LEGEND, MISSING, SYMBOLS, WORSE, Failure, Refusal, Runs, Scenario, main,
    number, progress, table, write, write_csv,
)

ENDS = ("low", "high")
# Moved together they would stay what they are.
ONLY_RATIOS_MATTER = ("jurisdictions.*.activity",)
SURVIVES, FADES, REVERSES = "survives", "fades", "reverses"
REFUSED = "refused"


def arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scenario", metavar="SCENARIO", help="the scenario, a JSON file")
    parser.add_argument(
        "--top", type=int, default=10, metavar="N",
        help="how many assumptions are varied in the second part (default: 10)")
    parser.add_argument(
        "--each", action="store_true",
        help="move every number alone, also where elements of a list share an assumption")
    parser.add_argument(
        "--metric", default="system_loss", metavar="NAME",
        help="headline metric that ranks the assumptions (default: system_loss)")
    parser.add_argument(
        "--fragmented", metavar="NAME",
        help="regime that differences are taken from (default: the fragmented cell at mean "
        "strictness of the scenario's two_by_two, or else \"fragmented\")")
    parser.add_argument(
        "--harmonised", metavar="NAME",
        help="regime that is judged (default: the harmonised cell at mean strictness, or else "
        "\"harmonised\")")
    parser.add_argument(
        "--regime", action="append", metavar="NAME",
        help="further regime whose rank is followed in the second part; repeat it for several "
        "(default: the other cells of the two_by_two)")
    parser.add_argument(
        "--mode", choices=["impact", "equilibrium"], default="impact",
        help="positions as given, or after institutions have adapted (default: impact)")
    parser.add_argument(
        "--screen-replicates", type=int, default=2, metavar="N",
        help="replicates of the first part (default: 2)")
    parser.add_argument(
        "--replicates", type=int, default=8, metavar="N",
        help="replicates of the second part (default: 8)")
    parser.add_argument("--seed", type=int, metavar="N", help="seed instead of the scenario's")
    parser.add_argument(
        "--jobs", type=int, metavar="N",
        help="units worked on at the same time (default: the number of processors)")
    parser.add_argument(
        "--out", default="Results/assumptions", metavar="DIR",
        help="where assumptions.csv, assumptions-ranking.csv and assumptions.md go "
        "(default: Results/assumptions)")
    parser.add_argument(
        "--binary", default=BINARY, metavar="PATH", help=f"the program (default: {BINARY})")
    parsed = parser.parse_args()
    if parsed.replicates < 2:
        parser.error("--replicates takes a number from 2 up: one replicate has no interval")
    if parsed.screen_replicates < 1 or parsed.top < 1:
        parser.error("--screen-replicates and --top take a number from 1 up")
    return parsed


class Number:
    """A number that is assumed, and where it may lie."""

    def __init__(self, tokens, base, low, high):
        self.path = ".".join(tokens)
        self.base, self.low, self.high = base, low, high

    def change(self, end):
        value = getattr(self, end)
        if isinstance(self.base, int) and isinstance(value, float) and value.is_integer():
            value = int(value)
        return (self.path, value)


class Assumption:
    """Numbers that are moved together: most often one."""

    def __init__(self, path, numbers, order):
        self.path = path
        self.numbers = numbers
        self.order = order
        self.effects = {}
        self.refusals = {}

    @property
    def ends(self):
        """The ends that differ from the base."""
        return [
            end for end in ENDS if any(getattr(n, end) != n.base for n in self.numbers)
        ]

    def changes(self, end):
        return [number.change(end) for number in self.numbers]

    def values(self, end):
        """The least and the greatest value of its numbers at an end or at the base."""
        values = [getattr(number, end) for number in self.numbers]
        return min(values), max(values)

    def text(self, end):
        least, greatest = self.values(end)
        if least == greatest:
            return number(least)
        return f"{number(least)}…{number(greatest)}"

    def greatest(self, kind):
        """The greatest absolute effect of an end, on the difference or on the level."""
        return max((abs(effect[kind]) for effect in self.effects.values()), default=0.0)


def assumptions(scenario, each):
    """The assumptions that are numbers with a range, the paths of those without a range and how
    many they are, and the pointers to other values."""
    groups, without_range, left_out = {}, {}, []
    for pointer, entry in scenario.written.get("provenance", {}).items():
        span = entry.get("range", [])
        if entry.get("assumption") is not True:
            continue
        tokens = [t.replace("~1", "/").replace("~0", "~") for t in pointer.split("/")[1:]]
        shared = ".".join(
            "*" if isinstance(scenario.value(tokens[:place]), list) else token
            for place, token in enumerate(tokens))
        if len(span) != 2:
            without_range[shared] = without_range.get(shared, 0) + 1
            continue
        base = scenario.value(tokens)
        nameable = all(t and not set(t) & set(".[]=") for t in tokens)
        if not isinstance(base, (int, float)) or isinstance(base, bool) or not nameable:
            left_out.append(pointer)
            continue
        own = each or shared in ONLY_RATIOS_MATTER
        groups.setdefault(".".join(tokens) if own else shared, []).append(
            Number(tokens, base, span[0], span[1]))
    found = []
    for path, numbers in groups.items():
        name = path if len(numbers) > 1 else numbers[0].path
        found.append(Assumption(name, numbers, len(found)))
    return found, without_range, left_out


class Study:
    """The two parts, and what was found."""

    def __init__(self, options):
        self.options = options
        self.scenario = Scenario(options.scenario)
        self.fragmented = self.scenario.regime(
            options.fragmented, "fragmented_mean", "fragmented")
        self.harmonised = self.scenario.regime(
            options.harmonised, "harmonised_mean", "harmonised")
        if self.fragmented == self.harmonised:
            raise Failure("the two regimes are the same one")
        cells = (self.scenario.written.get("comparison", {}).get("two_by_two") or {}).values()
        others = options.regime if options.regime is not None else list(cells)
        self.regimes = [self.fragmented, self.harmonised]
        for name in others:
            if self.scenario.regime(name, "", "") not in self.regimes:
                self.regimes.append(name)
        self.assumptions, self.without_range, self.left_out = assumptions(self.scenario, options.each)
        if not self.assumptions:
            raise Failure(f"{options.scenario} has no assumption with a range in its provenance")
        self.runs = Runs(
            self.scenario, options.out, options.binary, options.jobs, options.seed, options.mode)

    # The first part: who matters.

    def screen(self):
        pair = [self.fragmented, self.harmonised]
        replicates = self.options.screen_replicates
        base = self.runs.run(pair, replicates, label="base")
        self.metrics, self.name, self.seed = base.metrics, base.scenario_name, base.seed
        self.metric = next((m for m in self.metrics if m["name"] == self.options.metric), None)
        if self.metric is None:
            raise Failure(
                f"no headline metric \"{self.options.metric}\"; there are "
                + ", ".join(m["name"] for m in self.metrics))
        self.base = base.difference(self.metric["name"], *pair)
        if self.base is None:
            raise Failure(f"{self.metric['name']} has no value in the base run")
        for index, assumption in enumerate(self.assumptions, 1):
            for end in assumption.ends:
                label = f"[{index}/{len(self.assumptions)}] {assumption.path} {end}"
                try:
                    outcome = self.runs.run(pair, replicates, assumption.changes(end), label)
                except Refusal as refusal:
                    assumption.refusals[end] = str(refusal)
                    progress(f"{label}: not a valid scenario, left out\n{refusal}")
                    continue
                found = outcome.difference(self.metric["name"], *pair)
                if found is None:
                    assumption.refusals[end] = f"{self.metric['name']} has no value"
                    continue
                level = max(
                    (found.baseline_mean - self.base.baseline_mean,
                     found.regime_mean - self.base.regime_mean), key=abs)
                assumption.effects[end] = {
                    "found": found, "difference": found.value - self.base.value, "level": level,
                }
        self.rank()

    def rank(self):
        for kind in ("difference", "level"):
            order = sorted(self.assumptions, key=lambda a: (-a.greatest(kind), a.order))
            for rank, assumption in enumerate(order, 1):
                setattr(assumption, f"rank_by_{kind}", rank)
        self.assumptions.sort(
            key=lambda a: (min(a.rank_by_difference, a.rank_by_level), a.rank_by_difference))
        self.top = [
            a for a in self.assumptions if a.greatest("difference") > 0 or a.greatest("level") > 0
        ][:self.options.top]

    # The second part: does the ranking survive them.

    def vary(self):
        replicates = self.options.replicates
        self.at_base = self.runs.run(self.regimes, replicates, label="base, all regimes")
        self.at_ends = {}
        for index, assumption in enumerate(self.top, 1):
            for end in assumption.effects:
                self.at_ends[assumption.path, end] = self.runs.run(
                    self.regimes, replicates, assumption.changes(end),
                    f"[{index}/{len(self.top)}] {assumption.path} {end}, all regimes")

    def pairs(self):
        return [
            (first, second) for index, first in enumerate(self.regimes)
            for second in self.regimes[index + 1:]
        ]

    @staticmethod
    def verdict(outcome, metric, pair):
        found = outcome.difference(metric["name"], *pair)
        return MISSING if found is None else found.verdict

    def verdicts(self, assumption, metric, pair):
        """At low, base and high; an end equal to the base is the base."""
        base = self.verdict(self.at_base, metric, pair)

        def at(end):
            if end not in assumption.ends:
                return base
            outcome = self.at_ends.get((assumption.path, end))
            return REFUSED if outcome is None else self.verdict(outcome, metric, pair)

        return [at("low"), base, at("high")]

    @staticmethod
    def fate(verdicts):
        shown = [verdict for verdict in verdicts if verdict != REFUSED]
        if {BETTER, WORSE} <= set(shown) or {"higher", "lower"} <= set(shown):
            return REVERSES
        return SURVIVES if len(set(shown)) == 1 else FADES

    def write(self):
        out = self.options.out
        rows = []
        for position, a in enumerate(self.assumptions, 1):
            for end in a.ends:
                effect = a.effects.get(end)
                found = effect and effect["found"]
                rows.append([
                    position, a.rank_by_difference, a.rank_by_level, a.path, len(a.numbers),
                    *a.values("base"), end, *a.values(end), self.metric["name"], self.metric["unit"],
                    found and found.baseline_mean, found and found.regime_mean,
                    found and found.value, effect and effect["difference"],
                    effect and effect["level"], "run" if found else REFUSED,
                ])
        write_csv(f"{out}/assumptions.csv", [
            "position", "rank_by_difference", "rank_by_level", "assumption", "numbers",
            "base_least", "base_greatest", "end", "value_least", "value_greatest", "metric",
            "unit", "fragmented_mean", "harmonised_mean", "difference",
            "effect_on_difference", "effect_on_level", "status",
        ], rows)
        rows = []
        for metric in self.metrics:
            rows += self.ranking_rows("", "base", self.at_base, metric)
            for a in self.top:
                for end in a.effects:
                    rows += self.ranking_rows(a.path, end, self.at_ends[a.path, end], metric)
        write_csv(f"{out}/assumptions-ranking.csv", [
            "metric", "unit", "direction", "assumption", "end", "baseline", "regime",
            "pairs", "baseline_mean", "regime_mean", "difference", "interval_low",
            "interval_high", "verdict",
        ], rows)
        write(f"{out}/assumptions.md", "\n\n".join(self.page()) + "\n")

    def ranking_rows(self, path, end, outcome, metric):
        rows = []
        for pair in self.pairs():
            key = [
                metric["name"], metric["unit"], metric["direction"], path, end, *pair,
            ]
            found = outcome.difference(metric["name"], *pair)
            if found is None:
                rows.append(key + [None] * 6 + [MISSING])
            else:
                rows.append(key + [
                    found.pairs, found.baseline_mean, found.regime_mean, found.value, found.low,
                    found.high, found.verdict,
                ])
        return rows

    def page(self):
        options, metric = self.options, self.metric
        pair = (self.fragmented, self.harmonised)
        yield f"# Assumptions of {self.name}"
        yield (
            f"{sum(len(a.numbers) for a in self.assumptions)} numbers are assumed with a range; "
            f"those that are the same number of several elements of a list (`*`) are moved "
            f"together, which makes {len(self.assumptions)}. Each was set to both ends, the others "
            f"as they are ({options.mode} comparison, {options.screen_replicates} replicates, "
            f"seed {self.seed}, always the same luck), and ranked by how far it moves "
            f"`{metric['name']}` ({metric['unit']}): the difference `{self.harmonised}` minus "
            f"`{self.fragmented}`, {number(self.base.value, signed=True)} at the base, and its "
            f"level, {number(self.base.baseline_mean)} and {number(self.base.regime_mean)} at the "
            "base. The better of the two ranks decides the order. All of them are in "
            "`assumptions.csv`.")
        yield f"## The {len(self.top)} most influential"
        yield table(
            ["", "assumption", "base", "range", "effect on the difference (low, high)",
             "effect on the level (low, high)", "rank by difference", "rank by level"],
            [
                [position, f"`{a.path}`", a.text("base"), f"{a.text('low')} to {a.text('high')}",
                 self.effect_text(a, "difference"), self.effect_text(a, "level"),
                 a.rank_by_difference, a.rank_by_level]
                for position, a in enumerate(self.top, 1)
            ])
        still = [
            a for a in self.assumptions
            if a.effects and a.greatest("difference") == 0 and a.greatest("level") == 0
        ]
        if still:
            yield (
                f"{len(still)} of the {len(self.assumptions)} move `{metric['name']}` not at all: "
                + ", ".join(f"`{a.path}`" for a in still) + ".")
        yield "## Does the ranking of the regimes survive them?"
        yield (
            f"`{self.harmonised}` against `{self.fragmented}` at the low end, the base and the "
            f"high end of each, {options.replicates} replicates. {LEGEND}. `x`: not a valid "
            "scenario. The numbers are in `assumptions-ranking.csv`.")
        yield table(
            ["assumption"] + [f"`{m['name']}`" for m in self.metrics],
            [
                [f"`{a.path}`"] + [
                    " ".join(SYMBOLS.get(v, "x") for v in self.verdicts(a, m, pair))
                    for m in self.metrics
                ]
                for a in self.top
            ])
        yield table(
            ["metric", "at the base", "reading", "same verdict", "fades at", "reverses at"],
            [self.survival(m, pair) for m in self.metrics])
        yield from self.other_pairs(pair)
        yield from self.troubles()

    @staticmethod
    def effect_text(assumption, kind):
        def one(end):
            if end not in assumption.ends:
                return "base"
            effect = assumption.effects.get(end)
            return number(effect[kind], signed=True) if effect else REFUSED

        return ", ".join(one(end) for end in ENDS)

    def survival(self, metric, pair):
        fates = [(a, self.fate(self.verdicts(a, metric, pair))) for a in self.top]
        names = lambda fate: ", ".join(f"`{a.path}`" for a, f in fates if f == fate) or "none"
        base = self.at_base.difference(metric["name"], *pair)
        text = SYMBOLS[MISSING]
        if base is not None:
            text = f"{base.symbol} {number(base.value, signed=True)} {metric['unit']}"
        kept = sum(1 for _, fate in fates if fate == SURVIVES)
        if any(fate == REVERSES for _, fate in fates):
            reading = "does not survive"
        elif kept < len(fates):
            reading = "is never reversed"
        elif self.verdict(self.at_base, metric, pair) in (BETTER, WORSE):
            reading = "survives all"
        else:
            reading = "no ranking shown"
        return [
            f"`{metric['name']}`", text, reading, f"{kept} of {len(fates)}", names(FADES),
            names(REVERSES),
        ]

    def other_pairs(self, first):
        others = [pair for pair in self.pairs() if pair != first]
        if not others:
            return
        yield "## The other pairs of regimes"
        rows = []
        for pair in others:
            for metric in self.metrics:
                verdicts = [(a, self.verdicts(a, metric, pair)) for a in self.top]
                reversing = [a for a, v in verdicts if self.fate(v) == REVERSES]
                if reversing:
                    rows.append([
                        f"`{pair[1]}` against `{pair[0]}`", f"`{metric['name']}`",
                        SYMBOLS[self.verdict(self.at_base, metric, pair)],
                        ", ".join(f"`{a.path}`" for a in reversing),
                    ])
        if rows:
            yield "Where an assumption reverses the ranking of two of them:"
            yield table(["regimes", "metric", "at the base", "reverses at"], rows)
        else:
            yield (
                f"No assumption reverses the ranking of any of the other {len(others)} pairs in "
                "any headline metric.")

    def troubles(self):
        refused = [(a, end) for a in self.assumptions for end in a.refusals]
        if refused or self.left_out or self.without_range:
            yield "## What was not varied"
        if refused:
            yield table(
                ["assumption", "end", "why"],
                [
                    [f"`{a.path}`", end, a.refusals[end].replace("\n", " ").replace("|", "\\|")]
                    for a, end in refused
                ])
        if self.without_range:
            shown = ", ".join(
                f"`{path}`" + (f" ({count})" if count > 1 else "")
                for path, count in self.without_range.items())
            yield (
                "Assumed without a range, and so not varied, however much may hang on them: "
                + shown + ".")
        if self.left_out:
            yield (
                "Assumed with a range, but not a single number of the file: "
                + ", ".join(f"`{pointer}`" for pointer in self.left_out) + ".")


def body():
    study = Study(arguments())
    study.screen()
    study.vary()
    study.write()


if __name__ == "__main__":
    main(body)
