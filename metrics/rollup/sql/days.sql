-- title: Rows by day
-- unit: rows
-- formula: count of all rows of a dataset by day of one time column and by upload
-- source: method, part 1 (covered, partial): coverage is judged before `where` and segment
SELECT CAST({time} AS DATE) AS day, _seq, count(*) AS rows
FROM {rows}
WHERE isfinite({time})
GROUP BY ALL
ORDER BY day
