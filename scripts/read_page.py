#!/usr/bin/env python3
"""Checks a report page in headless Chromium: read_page.py PAGE RUN_DIRECTORY WORK_DIRECTORY"""
import csv
import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

GREATEST_SIZE = 1_500_000


class Values(HTMLParser):
    """What the drawn page holds: numbers in full, and which charts were drawn."""

    def __init__(self):
        super().__init__()
        self.values, self.drawn, self.graphics = set(), [], 0

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if "data-value" in attributes:
            self.values.add(attributes["data-value"])
        if "data-drawn" in attributes:
            self.drawn.append(attributes["data-drawn"])
        if tag == "svg":
            self.graphics += 1


def chromium(page, work, *arguments):
    command = [
        "chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
        f"--user-data-dir={work}/browser", "--virtual-time-budget=15000", "--enable-logging=stderr",
        f"--log-net-log={work}/net.json", *arguments, page.resolve().as_uri()]
    return subprocess.run(command, capture_output=True, text=True, timeout=180, check=True)


def fail(text):
    sys.exit(f"the page is wrong: {text}")


def main(page, run, work):
    if page.stat().st_size > GREATEST_SIZE:
        fail(f"it has {page.stat().st_size} bytes")
    ended = chromium(page, work, "--dump-dom")
    said = [line for line in ended.stderr.splitlines() if ":CONSOLE" in line]
    if said:
        fail("the console says " + said[0])
    found = Values()
    found.feed(ended.stdout)
    charts = len(re.findall(r'class="specification"', page.read_text(encoding="utf-8")))
    if found.drawn != ["yes"] * charts or found.graphics < charts:
        fail(f"{found.drawn.count('yes')} of {charts} charts are drawn")
    # The browser itself asks its maker for things; the page must ask for nothing.
    net = json.loads((work / "net.json").read_text(encoding="utf-8").rstrip().rstrip(",") or "{}")
    asked = {
        event["params"].get("initiator")
        for event in net.get("events", []) if event.get("params", {}).get("initiator")}
    if any(name.startswith("file:") for name in asked):
        fail("it sends a request")
    shown = 0
    with open(run / "summary.csv", newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["metric"] in ("system_loss", "defaults", "liquidated"):
                shown += 1
                if row["mean"] not in found.values:
                    fail(f"the mean {row['mean']} of {row['metric']} is not on it")
    chromium(page, work, f"--print-to-pdf={work}/page.pdf")
    if (work / "page.pdf").stat().st_size < 10_000:
        fail("it does not print")
    print(f"{charts} charts drawn, {shown} means as in summary.csv, nothing on the console, it prints")


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:4]))
