-- title: Ids whose rows differ although nothing but their place says which counts
-- unit: ids
-- formula: ids whose tied rows have different values in a column, by column and in all; again: all ids with several rows
-- source: method, part 6 (rows)
-- note: an empty value is a value of its own
WITH ids AS (
    SELECT _id, count(*) AS rows, min(_row) AS first_row, min(_day) AS first, max(_day) AS last, {differ}
    FROM _tied
    GROUP BY _id
)
SELECT
    count_if({any}) AS ids,
    count(*) AS again,
    max(rows) FILTER (WHERE {any}) AS most,
    min(first) FILTER (WHERE {any}) AS first,
    max(last) FILTER (WHERE {any}) AS last,
    {counts}
FROM ids
