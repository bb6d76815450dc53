#!/usr/bin/env python3
"""The export of a patch tool, as native events for patchlore.

    patchlore collect exec program=./tickets.py arg=/srv/tickets.csv \\
        path=/srv/tickets.csv

The export is a CSV file with the columns ticket, machine, update, state,
changed (local time with an offset) and result; a row is added for each change
of state. The cursor is the number of rows that were read, so a file that only
grows is read on from there. Nothing but the standard library is needed.
"""

import csv
import datetime
import json
import os
import sys

KINDS = {
    "new": "item.detected",
    "approved": "decision.approved",
    "installing": "deploy.started",
    "done": "deploy.installed",
    "failed": "deploy.failed",
    "undone": "deploy.rolled_back",
}
EX_USAGE, EX_NOINPUT, EX_DATAERR = 64, 66, 65


def say(message):
    print(json.dumps(message, ensure_ascii=False))


def event(row):
    when = datetime.datetime.fromisoformat(row["changed"])
    if when.tzinfo is None:
        raise ValueError("changed: " + row["changed"] + " has no offset")
    if row["state"] not in KINDS:
        raise ValueError("state: " + row["state"] + " is not known")
    result = {
        "kind": KINDS[row["state"]],
        "time": when.isoformat(),
        "asset": row["machine"],
        "patch": row["update"],
        "attrs": {"ticket": row["ticket"]},
    }
    if row["result"]:
        result["code"] = row["result"]
    return result


def main():
    if len(sys.argv) != 2:
        sys.exit(EX_USAGE)
    read_before = int(os.environ.get("PATCHLORE_CURSOR", "0"))
    try:
        file = open(sys.argv[1], encoding="utf-8-sig", newline="")
    except OSError as error:
        print(error, file=sys.stderr)
        sys.exit(EX_NOINPUT)
    with file:
        rows = csv.DictReader(file)
        count = 0
        for count, row in enumerate(rows, 1):
            if count <= read_before:
                continue
            try:
                say(event(row))
            except (KeyError, TypeError, ValueError) as error:
                say({"reject": {
                    "where": "%s:%d" % (os.path.basename(sys.argv[1]),
                                        rows.line_num),
                    "reason": str(error),
                    "input": json.dumps(row),
                }})
        if count < read_before:
            print("the file has fewer rows than it had; was it replaced?",
                  file=sys.stderr)
            sys.exit(EX_DATAERR)
        say({"cursor": str(count)})


main()
