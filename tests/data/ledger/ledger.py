#!/usr/bin/env python3
"""A ledger in SQL and its head, for tests/cli/share_ledger_test.sh.

    python3 tests/data/ledger/ledger.py tests/data/ledger

Shares no code with patchlore: the hashes are those of Python's hashlib over the
form that patchlore-share(1) tells.
"""
import hashlib
import struct
import sys

FIELDS = """seq time_ms kind program period table mechanism sens2 sigma2_a
sigma2_b rho_n reserve quarter_cap_n year_cap_n actor second reason data_digest
output_digest submission_digest prev hash""".split()
RESERVE, COMMIT, CAP, EXPORT = 1, 2, 3, 4
DAY = 86400000
BEGUN = 1793404800000  # 2026-10-31


def digest(*first):
    return bytes(first).ljust(32, b"\0")


def reserve(day, program, period, table, data, sens2, a, b, actor="ann"):
    return dict(kind=RESERVE, time_ms=BEGUN + day * DAY, program=program,
                period=period, table=table, mechanism="discrete-gaussian",
                sens2=sens2, sigma2_a=a, sigma2_b=b,
                rho_n=-(-sens2 * b * 10**9 // (2 * a)), data_digest=data,
                actor=actor)


def commit(day, of, table, output, submission, actor="ann"):
    return dict(kind=COMMIT, time_ms=BEGUN + day * DAY, program="sample-program",
                period="2026-Q3", table=table, reserve=of, output_digest=output,
                submission_digest=submission, actor=actor)


TTP = ("sample-program", "2026-Q3", "ttp.1")
OUTCOME = ("sample-program", "2026-Q3", "outcome.1")
ROWS = [
    dict(kind=CAP, time_ms=BEGUN, quarter_cap_n=200000000,
         year_cap_n=500000000, actor="ann", reason="first submission"),
    reserve(0, *TTP, digest(0x11, 1), 2**33, 71582788267, 1),
    reserve(0, *OUTCOME, digest(0x22, 2), 2**33, 107374182400, 1),
    commit(0, 2, "ttp.1", digest(0x33), digest(0x55)),
    commit(0, 3, "outcome.1", digest(0x44), digest(0x55)),
    # Another outcome.1 on the next day, and the same ttp.1.
    reserve(1, *OUTCOME, digest(0x23, 2), 2**33, 107374182400, 1, "bob"),
    commit(1, 2, "ttp.1", digest(0x33), digest(0x56), "bob"),
    commit(1, 6, "outcome.1", digest(0x45), digest(0x56), "bob"),
    dict(kind=CAP, time_ms=BEGUN + 2 * DAY, quarter_cap_n=250000000,
         year_cap_n=500000000, actor="ann", second="bob",
         reason="two programs this quarter"),
    reserve(92, "other-program", "2026-Q4", "ttp.1", digest(0x11, 1), 1, 10**9,
            1),
    dict(kind=EXPORT, time_ms=BEGUN + 93 * DAY, program="auditor",
         rho_n=2**63 - 1, actor="ann", reason="yearly audit",
         submission_digest=digest(0x66)),
]


def value(row, name):
    if name in ("prev", "hash") or name.endswith("digest"):
        return row.get(name, bytes(32))
    if name in ("program", "period", "table", "mechanism", "actor", "second",
                "reason"):
        return row.get(name, "")
    return row.get(name, 0)


def in_form(part):
    """A part as its length and its bytes."""
    if isinstance(part, int):
        part = struct.pack("<q", part)
    elif isinstance(part, str):
        part = part.encode()
    return struct.pack("<q", len(part)) + part


def sql(part):
    if isinstance(part, int):
        return str(part)
    return "'%s'" % part if isinstance(part, str) else "x'%s'" % part.hex()


def seal():
    prev = bytes(32)
    for seq, row in enumerate(ROWS, 1):
        row.update(seq=seq, prev=prev)
        form = in_form("patchlore-ledger-1")
        form += b"".join(in_form(value(row, f)) for f in FIELDS[:-1])
        prev = row["hash"] = hashlib.blake2b(form, digest_size=32).digest()


def column(name):
    kind = {int: "INTEGER", str: "TEXT", bytes: "BLOB"}[type(value({}, name))]
    return '"%s" %s %s' % (name, kind,
                           "PRIMARY KEY" if name == "seq" else "NOT NULL")


def main(folder):
    seal()
    with open(folder + "/ledger.sql", "w") as out:
        out.write("CREATE TABLE entry (%s) STRICT;\n" %
                  ", ".join(column(f) for f in FIELDS))
        for row in ROWS:
            out.write("INSERT INTO entry VALUES (%s);\n" %
                      ",\n ".join(sql(value(row, f)) for f in FIELDS))
        out.write("PRAGMA application_id = 1886153835;\n")
        out.write("PRAGMA user_version = 1;\n")
    with open(folder + "/ledger.head", "w") as out:
        out.write("%d %s\n" % (len(ROWS), ROWS[-1]["hash"].hex()))


main(sys.argv[1])
