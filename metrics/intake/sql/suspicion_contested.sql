-- title: Keys whose rows differ although nothing but their place says which counts
-- unit: keys
-- formula: keys of which tied rows have different values in a column (an empty one is a value of its own), by column and in all
-- source: method, part 6 (rows)
WITH keys AS (
    SELECT _hash, _told, count(*) AS rows, min(_row) AS first_row, min(_day) AS first, max(_day) AS last, {differ}
    FROM _tied
    GROUP BY _hash, _told
)
SELECT
    count_if({any}) AS keys,
    count(*) AS again,
    max(rows) FILTER (WHERE {any}) AS most,
    min(first) FILTER (WHERE {any}) AS first,
    max(last) FILTER (WHERE {any}) AS last,
    {counts}
FROM keys
