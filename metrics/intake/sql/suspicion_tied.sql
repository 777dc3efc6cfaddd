-- title: Rows of a file that stand first for the same key together
-- unit: rows
-- formula: rows of a key that share the last (or first) version, or else time, where there are several: the row's place decides
-- source: method, part 6 (rows)
-- note: keys that repeat are found by their hashes first, so that only their rows are sorted
CREATE OR REPLACE TEMP TABLE _tied AS
WITH again AS (
    SELECT hash({key}) AS _hash FROM {rows} WHERE {known} GROUP BY _hash HAVING count(*) > 1
)
SELECT hash({key}) AS _hash, concat_ws(', ', {key}) AS _told, CAST({at} AS DATE) AS _day, _row, {facts}
FROM {rows} SEMI JOIN again ON hash({key}) = again._hash
WHERE {known}
QUALIFY rank() OVER (PARTITION BY {key} ORDER BY {when} {direction} NULLS LAST) = 1
