-- title: Rows that repeat a value of an earlier row
-- unit: one row per repeating row
-- formula: first = min(row) over the accepted rows of one file with the same value; every later row repeats it
-- source: docs/formats.md, part 1 (rules: unique)
-- note: {value} is the column of the rule, {place} its position in the dataset; empty values repeat nothing
WITH firsts AS (
    SELECT {value} AS value, min(_row) AS first
    FROM {rows}
    WHERE {value} IS NOT NULL
    GROUP BY 1
    HAVING count(*) > 1
)
SELECT own._row, {place} AS place, firsts.first
FROM {rows} AS own
JOIN firsts ON own.{value} = firsts.value
WHERE own._row > firsts.first
