-- title: Rejected rows
-- unit: one row per wrong cell
-- formula: a row is rejected when a cell cannot be cast to its column's type, a required cell is empty, or cells are left over
-- source: docs/formats.md, part 1 (column types)
-- note: {checks} lists one struct per column: its name, its cell, and the reason where it is wrong (else null)
WITH checked AS (
    SELECT _row, cells, unnest([{checks}]) AS problem
    FROM {typed}
)
SELECT _row, problem.column AS "column", problem.value AS value, problem.reason AS reason, cells
FROM checked
WHERE problem.reason IS NOT NULL
ORDER BY _row, cells, problem.column
