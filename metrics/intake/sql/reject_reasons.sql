-- title: Rejects by reason
-- unit: one row per column and reason
-- formula: rows = number of different rows rejected for the reason in the column; example = a value that was rejected
-- source: docs/formats.md, part 1 (column types)
-- note: $path is an upload's file of rejected cells; a row with two wrong cells counts once for each
SELECT "column", reason, count(DISTINCT _row) AS rows, min(_row) AS first_row, first(value ORDER BY _row) AS example
FROM read_parquet($path)
GROUP BY "column", reason
ORDER BY rows DESC, first_row
