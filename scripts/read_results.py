#!/usr/bin/env python3
"""Proves that result directories open unchanged elsewhere.

Usage: read_results.py DIRECTORY ...

Each directory's datapackage.json must be valid for the frictionless validator (types, required cells, keys, lengths and
digests), and pandas, polars, DuckDB and, where it is installed, R must read every table with default settings as
Python's csv module does: the same rows, numbers where the package says numbers (bit for bit, R to one unit in the last
place), texts where it says texts, the same names, and nothing missing but empty cells. It says so where R is not tried.
"""
import csv
import json
import math
import os
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import frictionless
import numpy
import pandas
import polars

NUMERIC = ("number", "integer")
# R's reader rounds some decimals to the neighbouring double.
R_TOLERANCE = 4e-16


def reference(path, fields):
    """Columns by name: numbers (NaN where the cell is empty) or texts (None where it is)."""
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    header, body = rows[0], rows[1:]
    columns = {}
    for place, name in enumerate(header):
        cells = [row[place] for row in body]
        if fields[name] in NUMERIC:
            columns[name] = [float(cell) if cell else math.nan for cell in cells]
        else:
            columns[name] = [cell or None for cell in cells]
    return columns


def same(first, second, tolerance=0.0):
    if len(first) != len(second):
        return False
    for a, b in zip(first, second):
        if isinstance(a, float):
            if math.isnan(a) != math.isnan(b):
                return False
            if not math.isnan(a) and abs(a - b) > tolerance * abs(a):
                return False
        elif a != b:
            return False
    return True


def numbers(values):
    return [math.nan if value is None else float(value) for value in values]


def texts(values):
    """Texts as they are; true and false are written as in the file."""
    return [
        None if value is None or value != value
        else str(value).lower() if isinstance(value, (bool, numpy.bool_)) else str(value)
        for value in values]


def by_pandas(path, name, numeric):
    column = pandas.read_csv(path)[name]
    return numbers(column) if numeric else texts(column)


def by_polars(path, name, numeric):
    # Types are taken from the whole file: a column may be empty for long.
    column = polars.read_csv(path, infer_schema_length=None)[name].to_list()
    return numbers(column) if numeric else texts(column)


def by_duckdb(path, name, numeric):
    rows = duckdb.sql(f"""select "{name}" from read_csv('{path}', sample_size = -1)""").fetchall()
    return numbers(row[0] for row in rows) if numeric else texts(row[0] for row in rows)


def table_of_r(path, rows):
    """What read.csv makes of a file: its columns by name, each with its class and cells."""
    script = Path(__file__).with_name("read_table.R")
    ended = subprocess.run(
        ["Rscript", "--vanilla", str(script), str(path)], capture_output=True, check=True,
        env={**os.environ, "LC_ALL": "C.UTF-8"})
    lines = ended.stdout.decode("utf-8").split("\n")
    columns = {}
    for start in range(0, len(lines) - 1, rows + 1):
        name, kind = lines[start].rsplit(" ", 1)
        columns[json.loads(name)] = (kind, lines[start + 1:start + 1 + rows])
    return columns


class R:
    """Reads with R, a whole table at a time; it tells classes apart: texts must stay texts, no factors."""

    def __init__(self):
        self.path, self.columns = None, {}

    def __call__(self, path, name, numeric):
        if self.path != path:
            with open(path, newline="", encoding="utf-8") as file:
                rows = sum(1 for _ in csv.reader(file)) - 1
            self.path, self.columns = path, table_of_r(path, rows)
        kind, cells = self.columns[name]
        if numeric and kind in ("numeric", "integer"):
            return [float(c) if c else math.nan for c in cells]
        texts = [json.loads(c) if c else None for c in cells]
        if not numeric and kind == "character":
            return texts
        if not numeric and kind == "logical" and set(texts) <= {"TRUE", "FALSE", None}:
            return [text and text.lower() for text in texts]
        sys.exit(f"{path}: R reads the column {name} as {kind}")


def check(directory):
    report = frictionless.validate(str(directory / "datapackage.json"))
    if not report.valid:
        sys.exit(f"{directory}: not a valid data package:\n{report.to_summary()}")
    readers = {"pandas": by_pandas, "polars": by_polars, "DuckDB": by_duckdb}
    if shutil.which("Rscript"):
        readers["R"] = R()
    package = json.loads((directory / "datapackage.json").read_text(encoding="utf-8"))
    for resource in package["resources"]:
        path = directory / resource["path"]
        fields = {field["name"]: field["type"] for field in resource["schema"]["fields"]}
        expected = reference(path, fields)
        if not next(iter(expected.values())):
            print(f"{path}: no rows")
            continue
        for reader, read in readers.items():
            for name, column in expected.items():
                numeric = fields[name] in NUMERIC
                if all(c is None or c != c for c in column):
                    continue  # an empty column has no type to read
                found = read(path, name, numeric)
                if not same(column, found, R_TOLERANCE if reader == "R" else 0.0):
                    sys.exit(f"{path}: {reader} reads another column {name}")
        print(f"{path}: {len(next(iter(expected.values())))} rows, the same for {', '.join(readers)}")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    if not shutil.which("Rscript"):
        print("R is not tried: there is no Rscript (Debian: apt-get install r-base-core)")
    for name in sys.argv[1:]:
        check(Path(name))
