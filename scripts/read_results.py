#!/usr/bin/env python3
"""Proves that result directories open unchanged elsewhere.

Usage: read_results.py DIRECTORY ...

Each directory's datapackage.json must be valid for the frictionless validator (types, required cells, keys, lengths and
digests), and pandas, polars, DuckDB and, where it is installed, R must read every table with default settings as
Python's csv module does: the same rows, numbers where the package says numbers (bit for bit, R to one unit in the last
place), and nothing missing but empty cells.
"""
import csv
import json
import math
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb
import frictionless
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
    return [None if value is None or value != value else str(value) for value in values]


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


def by_r(path, name, numeric):
    script = (
        'a <- commandArgs(TRUE); x <- read.csv(a[1], check.names = FALSE)[[a[2]]];'
        'cat(ifelse(is.na(x) | x == "", "", if (is.numeric(x)) sprintf("%.17g", x) else x), sep = "\\n")')
    with tempfile.NamedTemporaryFile("w", suffix=".R") as file:
        file.write(script)
        file.flush()
        ended = subprocess.run(
            ["Rscript", "--vanilla", file.name, str(path), name], capture_output=True, text=True,
            check=True)
    cells = ended.stdout.split("\n")
    return [float(c) if c else math.nan for c in cells] if numeric else [c or None for c in cells]


def check(directory):
    report = frictionless.validate(str(directory / "datapackage.json"))
    if not report.valid:
        sys.exit(f"{directory}: not a valid data package:\n{report.to_summary()}")
    readers = {"pandas": by_pandas, "polars": by_polars, "DuckDB": by_duckdb}
    if shutil.which("Rscript"):
        readers["R"] = by_r
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
                # The last line break gives R one more, empty cell.
                found = found[: len(column)] if reader == "R" else found
                if not same(column, found, R_TOLERANCE if reader == "R" else 0.0):
                    sys.exit(f"{path}: {reader} reads another column {name}")
        print(f"{path}: {len(next(iter(expected.values())))} rows, the same for {', '.join(readers)}")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    for name in sys.argv[1:]:
        check(Path(name))
