#!/usr/bin/env python3
"""Comparison programs for the core benchmark: the same models in numpy and scipy, on one thread.

usage: core_peers.py TASK DIRECTORY

Reads arrays (NAME.bin, raw little-endian doubles or 32-bit integers) and parameters.json from DIRECTORY, times the
computation alone, writes result.bin there, and prints {"seconds": ..., "rounds": ...}. Written the way these
libraries are meant to be used: whole arrays, no Python loop over nodes (the fire sale excepted, which is a few
operations on short arrays). Needs numpy 1.24 and scipy 1.10 or newer.
"""
import json
import os
import sys
import time

for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import numpy as np  # noqa: E402  (the number of threads is read on import)


class Inputs:
    """The arrays and parameters of a task."""

    def __init__(self, directory):
        self.directory = directory
        with open(os.path.join(directory, "parameters.json"), encoding="utf-8") as file:
            self.parameters = json.load(file)

    def __getitem__(self, name):
        return self.parameters[name]

    def numbers(self, name):
        return np.fromfile(os.path.join(self.directory, name + ".bin"), dtype="<f8")

    def indices(self, name):
        return np.fromfile(os.path.join(self.directory, name + ".bin"), dtype="<i4")

    def claims(self):
        """Claims in compressed rows, row = creditor."""
        from scipy.sparse import csr_matrix

        count = int(self["count"])
        return csr_matrix(
            (self.numbers("amounts"), self.indices("debtors"), self.indices("offsets")),
            shape=(count, count))


def debtrank_batch(given):
    """h = min(1, s + Lambda h) for every sole default at once, until no entry moves by more than 1e-13."""
    count = int(given["count"])
    claims = given.numbers("claims").reshape(count, count)
    equity = given.numbers("equity")
    shock = np.eye(count)

    def compute():
        leverage = claims / equity[:, None]
        distress = shock.copy()
        after = np.empty_like(distress)
        rounds = 0
        while True:
            np.matmul(leverage, distress, out=after)
            after += shock
            np.minimum(after, 1, out=after)
            rounds += 1
            distress -= after
            move = -distress.min()
            distress, after = after, distress
            if move <= 1e-13:
                return distress, rounds

    return compute


def clearing(given):
    """Fictitious default (Eisenberg-Noe, Rogers-Veraart) by numpy.linalg.solve; senior outside creditors.

    Those who pay nothing are held at zero and found inside each round.
    """
    count = int(given["count"])
    claims = given.numbers("claims").reshape(count, count)
    assets, senior = given.numbers("assets"), given.numbers("senior")
    alpha, beta = given["alpha"], given["beta"]

    def compute():
        owed = claims.sum(axis=0)
        value = np.ones(count)
        failed = np.zeros(count, dtype=bool)
        rounds = 0
        while True:
            equity = assets - senior + claims @ value - owed
            new = (equity < -1e-13 * (assets + senior + owed)) & ~failed
            if not new.any():
                return value, rounds
            failed |= new
            rounds += 1
            nothing = np.zeros(count, dtype=bool)
            while True:
                partly = np.flatnonzero(failed & ~nothing)
                value = np.where(failed, 0.0, 1.0)
                inflow = claims[partly] @ value
                right = (alpha * assets[partly] - senior[partly] + beta * inflow) / owed[partly]
                system = -beta * claims[np.ix_(partly, partly)] / owed[partly][:, None]
                system[np.diag_indices(len(partly))] += 1
                value[partly] = np.linalg.solve(system, right)
                line = (alpha * assets - senior + beta * (claims @ value)) / owed
                outside = failed & np.where(nothing, line <= 1e-13, line < -1e-13)
                if (outside == nothing).all():
                    break
                nothing = outside
            value = np.clip(value, 0, 1)

    return compute


def debtrank_sparse(given):
    """h = min(1, s + Lambda h) for one default on scipy.sparse, until no node moves by more than 1e-13."""
    from scipy.sparse import diags

    claims = given.claims()
    equity = given.numbers("equity")
    node = int(given["node"])
    leverage = (diags(1 / equity) @ claims).tocsr()

    def compute():
        distress = np.zeros(leverage.shape[0])
        distress[node] = 1
        rounds = 0
        while True:
            after = leverage @ distress
            np.minimum(after, 1, out=after)
            after[node] = 1
            rounds += 1
            move = np.abs(after - distress).max()
            distress = after
            if move <= 1e-13:
                return distress, rounds

    return compute


def threshold_sparse(given):
    """Defaults of those whose claims on defaulters exceed their equity, on scipy.sparse, until no more."""
    claims = given.claims()
    equity = given.numbers("equity")
    node = int(given["node"])

    def compute():
        failed = np.zeros(claims.shape[0])
        failed[node] = 1
        rounds = 0
        while True:
            after = (claims @ failed > equity).astype(float)
            after[node] = 1
            rounds += 1
            if (after == failed).all():
                return failed, rounds
            failed = after

    return compute


def leverage_targeting(given):
    """Fire sales of leverage targeters in rounds, one stress test after another; returns the final prices."""
    count, assets_count = int(given["count"]), int(given["assets"])
    holdings = given.numbers("holdings").reshape(count, assets_count)
    cash0, other = given.numbers("cash"), given.numbers("other")
    debt0, repayable0 = given.numbers("liabilities"), given.numbers("repayable")
    drops = given.numbers("drops").reshape(-1, assets_count)
    depths = given.numbers("depths")
    minimum, buffer, target = given["minimum"], given["buffer"], given["target"]

    def test(drop):
        units, price = holdings.copy(), 1 - drop
        cash, debt, repayable = cash0.copy(), debt0.copy(), repayable0.copy()
        share = np.zeros(count)
        failed = np.zeros(count, dtype=bool)
        for round_number in range(int(given["rounds"])):
            if round_number:
                sold = share[:, None] * units
                after = price * np.exp(-sold.sum(axis=0) / depths)
                cash = cash + sold @ (0.5 * (price + after))
                units = units - sold
                price = after
            marketable = units @ price
            total = cash + other + marketable
            equity = total - debt
            share = np.zeros(count)
            new = ~failed & (equity < minimum * total)
            failed |= new
            share[new] = 1
            delever = ~failed & (equity < buffer * total)
            need = np.where(delever, np.clip(total - equity / target, 0, total), 0)
            repaid = np.minimum(np.minimum(need, cash), repayable)
            cash, debt, repayable = cash - repaid, debt - repaid, repayable - repaid
            need = need - repaid
            selling = delever & (need > cash) & (marketable > 0)
            share[selling] = np.minimum(1, (need - cash)[selling] / marketable[selling])
        return price

    def compute():
        return np.array([test(drop) for drop in drops]), len(drops)

    return compute


TASKS = {
    "debtrank-batch": debtrank_batch,
    "clearing": clearing,
    "debtrank-sparse": debtrank_sparse,
    "threshold-sparse": threshold_sparse,
    "leverage-targeting": leverage_targeting,
}


def main():
    if len(sys.argv) != 3 or sys.argv[1] not in TASKS:
        sys.exit(f"{__doc__}\nTASK is one of {', '.join(TASKS)}")
    given = Inputs(sys.argv[2])
    compute = TASKS[sys.argv[1]](given)
    best = float("inf")
    for _ in range(int(given.parameters.get("repetitions", 1))):
        start = time.process_time()
        result, rounds = compute()
        best = min(best, time.process_time() - start)
    np.ascontiguousarray(result, dtype="<f8").tofile(os.path.join(sys.argv[2], "result.bin"))
    print(json.dumps({"seconds": best, "rounds": rounds}))


if __name__ == "__main__":
    main()
