-- title: Rows of a file that stand first for the same id together
-- unit: rows
-- formula: rows of an id that share the last (or first) version, or else time, where it has several rows
-- source: method, part 6 (rows)
-- note: ids that repeat are found by their hashes first, so that only their rows are sorted
CREATE OR REPLACE TEMP TABLE _tied AS
WITH again AS (
    SELECT hash({id}) AS _hash FROM {rows} WHERE {id} IS NOT NULL GROUP BY _hash HAVING count(*) > 1
)
SELECT {id} AS _id, CAST({at} AS DATE) AS _day, _row, {facts}
FROM {rows} SEMI JOIN again ON hash({id}) = again._hash
QUALIFY rank() OVER (PARTITION BY {id} ORDER BY {when} {direction} NULLS LAST) = 1
