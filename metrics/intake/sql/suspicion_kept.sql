-- title: The row that stands for each key
-- unit: rows
-- formula: the last (or first) row of a key by version, or else time, upload, row; with the first and last time of all its rows
-- source: docs/method.md, part 6 (rows)
-- note: of large files a sample of keys by their hash, the same on both sides
CREATE OR REPLACE TEMP TABLE {name} AS
WITH sample AS (
    SELECT {columns}, {at} AS _at FROM ({rows}) WHERE {known} AND hash({key}) % $every::UBIGINT = 0
)
SELECT *, min(_at) OVER same AS _first, max(_at) OVER same AS _last
FROM sample
WINDOW same AS (PARTITION BY {key})
QUALIFY row_number() OVER (
    PARTITION BY {key} ORDER BY {when} {direction} NULLS LAST, _seq {direction}, _row {direction}
) = 1
