-- title: Rows by day, before a file and with it
-- unit: rows
-- formula: new = the file's rows; live = the rows loaded before; both = what would count with the file
-- source: method, part 6 (rows)
-- note: where a key tells repeated rows apart, the most that one file has on a day stands for all of them; else they add up
-- note: replace_span gives the days from the file's first to its last to the file alone
CREATE OR REPLACE TEMP TABLE _volume AS
WITH days AS (
    SELECT
        day,
        coalesce(sum(rows) FILTER (WHERE seq = -1), 0)::BIGINT AS new,
        coalesce(if($keyed, max(rows) FILTER (WHERE seq >= 0), sum(rows) FILTER (WHERE seq >= 0)), 0)::BIGINT AS live
    FROM _file_days
    GROUP BY day
)
SELECT
    *,
    CASE
        WHEN $replaces AND day BETWEEN (SELECT min(day) FROM days WHERE new > 0) AND (SELECT max(day) FROM days WHERE new > 0)
            THEN new
        WHEN $keyed THEN greatest(new, live)
        ELSE new + live
    END AS both
FROM days
