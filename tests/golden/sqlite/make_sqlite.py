#!/usr/bin/env python3
"""Writes the SQLite databases of this folder with Python's sqlite3, which is SQLite itself.

    make_sqlite.py DIR

test_sqlite.py and tests/unit/read/test_sqlite.c read them. Everybody in them is made up.
"""
import os
import shutil
import sqlite3
import sys

# name, encoding, page size, rows, options
FILES = [
    ("utf-8", "UTF-8", 512, 40, ""),
    ("utf-16le", "UTF-16le", 1024, 40, ""),
    ("utf-16be", "UTF-16be", 4096, 40, ""),
    ("auto-vacuum", "UTF-8", 1024, 40, "PRAGMA auto_vacuum=FULL"),
    ("small", "UTF-8", 512, 6, ""),
]


def patient(number):
    """Columns of a row: all but the notes fit a page of 512 bytes."""
    return (
        None,
        "Given%02d" % number,
        "Fam\u00efly%02d" % number,
        "5%02d-%02d-%04d" % (number, 10 + number, 4000 + number),
        "19%02d-0%d-1%d" % (30 + number, 1 + number % 9, number % 9),
        6175550100 + number,
        120.5 + number,
        ("Seen for cough. " * 80 + "Chart of MRN: 70%04d." % number) if number % 10 == 3 else None,
    )


def write(path, encoding, page_size, rows, options):
    if os.path.exists(path):
        os.remove(path)
    base = sqlite3.connect(path, isolation_level=None)
    base.execute("PRAGMA page_size=%d" % page_size)
    base.execute("PRAGMA encoding='%s'" % encoding)
    base.execute("PRAGMA secure_delete=OFF")
    if options:
        base.execute(options)
    base.execute('CREATE TABLE patients(id INTEGER PRIMARY KEY, first_name TEXT, "last name" VARCHAR(40), ssn CHAR(11) '
                 "CHECK(length(ssn) = 11), [birth_date] TEXT DEFAULT (date('now')), phone INTEGER, weight REAL, "
                 "notes TEXT /* free, long */, UNIQUE(ssn)) -- people\n")
    base.execute("CREATE TABLE members(plan TEXT, member_id TEXT, mrn INTEGER, PRIMARY KEY(member_id, plan)) "
                 "WITHOUT ROWID")
    base.execute("CREATE TABLE visits(mrn INTEGER, reason TEXT, PRIMARY KEY(mrn))")
    base.execute("CREATE TABLE gone(ssn TEXT, note TEXT)")
    base.execute("CREATE VIEW names AS SELECT first_name FROM patients")
    base.execute("CREATE INDEX by_name ON patients(first_name)")
    base.execute("BEGIN")
    for number in range(rows):
        base.execute("INSERT INTO patients VALUES(?,?,?,?,?,?,?,?)", patient(number))
        base.execute("INSERT INTO members VALUES(?,?,?)", ("PPO", "W%07d" % (1000 + number), 880000 + number))
        base.execute("INSERT INTO visits VALUES(?,?)", (990000 + number, "visit %d" % number))
        base.execute("INSERT INTO gone VALUES(?,?)", ("5%02d-77-%04d" % (number, 8000 + number), "moved " * 5))
    base.execute("COMMIT")
    base.execute("DELETE FROM patients WHERE id IN (3, 6)")
    base.execute("DROP TABLE gone")
    base.close()


def write_full_text(path):
    """Full-text indexes, whose texts stand in tables of numbered columns, and columns that are computed."""
    if os.path.exists(path):
        os.remove(path)
    base = sqlite3.connect(path, isolation_level=None)
    base.execute("PRAGMA page_size=512")
    base.execute("CREATE VIRTUAL TABLE notes USING fts5(mrn, ssn, body UNINDEXED, tokenize = 'porter ascii')")
    base.execute("CREATE VIRTUAL TABLE letters USING fts4(mrn, body)")
    base.execute("CREATE TABLE people(family TEXT, label TEXT AS (family || '!'), mrn TEXT)")
    for number in range(1, 4):
        base.execute("INSERT INTO notes VALUES(?,?,?)",
                     ("A100000%d" % number, "5%02d-10-4002" % (10 + number % 3), "note %d" % number))
        base.execute("INSERT INTO letters VALUES(?,?)", ("A200000%d" % number, "letter %d" % number))
        base.execute("INSERT INTO people(family, mrn) VALUES(?,?)", ("Family", "A300000%d" % number))
    base.close()


def write_log(folder):
    """Write-ahead logs: of a database that has nothing yet (schema.db-wal), and of a row that changed in one that has
    everything else (row.db-wal); and that database itself (logged.db)."""
    path = os.path.join(folder, "written.db")
    base = sqlite3.connect(path, isolation_level=None)
    base.execute("PRAGMA page_size=512")
    base.execute("PRAGMA journal_mode=WAL")
    base.execute("PRAGMA wal_autocheckpoint=0")
    base.execute("CREATE TABLE patients(id INTEGER PRIMARY KEY, last_name TEXT, ssn TEXT, notes TEXT)")
    for start in range(1, 41, 8):
        base.execute("BEGIN")
        for number in range(start, start + 8):
            note = "Seen for cough. " * 80 + "Chart of MRN: 70%04d." % number if number % 20 == 3 else None
            base.execute("INSERT INTO patients VALUES(?,?,?,?)",
                         (number, "Fam\u00efly%02d" % number, "5%02d-12-%04d" % (number, 4000 + number), note))
        base.execute("COMMIT")
    shutil.copyfile(path + "-wal", os.path.join(folder, "schema.db-wal"))
    base.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    base.execute("UPDATE patients SET ssn='599-12-4321' WHERE id=40")
    shutil.copyfile(path + "-wal", os.path.join(folder, "row.db-wal"))
    base.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copyfile(path, os.path.join(folder, "logged.db"))
    base.close()
    os.remove(path)


def write_wide_log(path, encoding):
    """A write-ahead log of a row in UTF-16, without the page that says so."""
    database = path[:-len("-wal")]
    base = sqlite3.connect(database, isolation_level=None)
    base.execute("PRAGMA page_size=512")
    base.execute("PRAGMA encoding='%s'" % encoding)
    base.execute("PRAGMA journal_mode=WAL")
    base.execute("CREATE TABLE patients(id INTEGER PRIMARY KEY, last_name TEXT, ssn TEXT)")
    base.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    base.execute("INSERT INTO patients VALUES(1,'Fam\u00efly01','501-12-4001')")
    with open(path, "rb") as log:
        content = log.read()
    base.close()
    os.remove(database)
    with open(path, "wb") as fixture:  # SQLite removes its own when the database is closed
        fixture.write(content)


if __name__ == "__main__":
    write_log(sys.argv[1])
    for order in ("16le", "16be"):
        write_wide_log(os.path.join(sys.argv[1], "utf-%s-row.db-wal" % order), "UTF-" + order)
    write_full_text(os.path.join(sys.argv[1], "full-text.db"))
    for file_name, file_encoding, size, count, pragma in FILES:
        write(os.path.join(sys.argv[1], file_name + ".db"), file_encoding, size, count, pragma)
