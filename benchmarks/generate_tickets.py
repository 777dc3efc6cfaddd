"""Writes a seeded ticket export of any size: `python benchmarks/generate_tickets.py FILE [--rows N] [--dates dmy|iso]`

About 93 bytes a row, so the default of 10,000,000 rows is 0.93 GB. One row in 50,000 has no ticket id and is to be
rejected. The same arguments write the same bytes.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import duckdb

ROWS = 10_000_000
FORMATS = {"dmy": "%d/%m/%Y %H:%M", "iso": "%Y-%m-%d %H:%M:%S"}
SECONDS = 94_608_000  # three years: tickets are spread over them evenly
REJECT_EVERY = 50_000


def generate(target: Path, rows: int = ROWS, dates: str = "dmy") -> None:
    """Write the file; hash(i + n) are the seeded draws."""
    form = FORMATS[dates]
    con = duckdb.connect()
    con.execute(
        f"""
        COPY (
            SELECT
                CASE WHEN i % {REJECT_EVERY} = {REJECT_EVERY - 1} THEN ''
                    ELSE 'INC' || lpad(i::VARCHAR, 8, '0') END AS ticket_id,
                strftime(opened, '{form}') AS created_at,
                strftime(opened + to_seconds((hash(i) % 86400)::BIGINT), '{form}') AS resolved_at,
                ['chat', 'email', 'phone', 'portal'][1 + (hash(i + 1) % 4)::INT] AS channel,
                ['human', 'assistant'][1 + (hash(i + 2) % 2)::INT] AS handled_by,
                ((hash(i + 3) % 9000) / 100.0)::DECIMAL(8, 2) AS handle_minutes,
                'Group ' || (hash(i + 4) % 90) AS team,
                ['true', 'false'][1 + (hash(i + 5) % 2)::INT] AS made_sla,
                'Caller ' || (hash(i + 6) % 50000) AS caller
            FROM (
                SELECT i, TIMESTAMP '2023-01-01' + to_seconds((i * {SECONDS} // {rows})::BIGINT) AS opened
                FROM range({rows}) AS numbers(i)
            )
        ) TO '{target}' (HEADER)
        """
    )


def main() -> None:
    """Parse the command line and write the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--dates", choices=FORMATS, default="dmy")
    told = parser.parse_args()
    generate(told.file, told.rows, told.dates)
    print(f"{told.file}: {told.file.stat().st_size / 1e9:.2f} GB, {told.rows:,} rows")


if __name__ == "__main__":
    main()
