"""The peer's side of `cargo bench -p talap-ledger --bench find`: the same predicates over the same files, by DuckDB.

Reads a request as JSON from standard input, writes an answer as JSON: for each query its name, the time in milliseconds
and the numbers of the events found.
"""

import json
import os
import sys
import time

import duckdb


def evict(files):
    """Takes files out of the system's cache: they are not in memory when the next query begins."""
    for path in files:
        handle = os.open(path, os.O_RDONLY)
        os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(handle)


def connect():
    connection = duckdb.connect()
    connection.execute("SET threads = 2")
    return connection


def main():
    request = json.load(sys.stdin)
    if request.get("only_evict"):
        evict(request["files"])
        return
    listed = ", ".join("'" + path.replace("'", "''") + "'" for path in request["files"])
    source = f"read_parquet([{listed}], hive_partitioning = true)"
    answers = []
    connection = connect()
    for query in request["queries"]:
        if request["cold"]:
            connection.close()
            evict(request["files"])
            connection = connect()
        sql = query["sql"].replace("FROM events", f"FROM {source}")
        begin = time.perf_counter()
        rows = connection.execute(sql).fetchall()
        took = (time.perf_counter() - begin) * 1000
        answers.append({"name": query["name"], "ms": took, "found": [row[0] for row in rows]})
    json.dump({"version": duckdb.__version__, "answers": answers}, sys.stdout)


main()
