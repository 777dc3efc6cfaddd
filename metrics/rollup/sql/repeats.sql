-- title: Rows that another row of the same key stands for
-- unit: rows
-- formula: all but the last (or first) row of a key, ordered by version or else time, then upload sequence, then row
-- source: method, part 6 (rows)
-- note: two steps, so that only keys that repeat are sorted: ten million rows of distinct keys stay within memory
WITH live AS (
    SELECT hash({key}) AS _hash, {key}, {when} AS _when, _seq, _row FROM {source} WHERE {known}
),
again AS (
    SELECT _hash FROM live GROUP BY _hash HAVING count(*) > 1
),
ranked AS (
    SELECT
        _seq,
        _row,
        row_number() OVER (
            PARTITION BY {key} ORDER BY _when {direction} NULLS LAST, _seq {direction}, _row {direction}
        ) AS place
    FROM live SEMI JOIN again USING (_hash)
)
SELECT _seq, _row FROM ranked WHERE place > 1
