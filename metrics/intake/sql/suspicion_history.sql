-- title: Rows that were loaded before and now tell another past
-- unit: keys
-- formula: keys of the file that are live, and of these the ones whose time or settled facts differ
-- source: docs/method.md, part 6 (rows); benchmarks/suspicion.py for the thresholds
-- note: settled: older than `mature` days when the live row was exported; an empty fact that is filled in is no change
WITH pairs AS (
    SELECT
        new._row,
        {told} AS _told,
        old._at AS was,
        new._at AS now,
        new._first <> new._last OR old._first <> old._last AS _wanders,
        coalesce(CAST(old._at AS DATE) + $mature::INTEGER <= old._until, false) AS _settled
        {changes}
    FROM _kept_new AS new JOIN _kept_live AS old USING ({key})
)
SELECT {answers} FROM pairs
