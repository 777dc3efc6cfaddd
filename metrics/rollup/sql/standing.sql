-- title: Rows that count, by day and upload
-- unit: rows
-- formula: count of the rows of a dataset after `mode`, one per key, by the day of its time and by upload
-- source: method, part 6 (rows)
-- note: tells whether what was warned of when a file came still holds: another file may have filled a gap since
SELECT CAST({time} AS DATE) AS day, _seq AS seq, count(*) AS rows
FROM {rows}
WHERE isfinite({time})
GROUP BY ALL
