-- title: Rows by day
-- unit: rows
-- formula: count of all rows of a dataset by day of one time column and by upload
-- source: method, part 1 (covered, partial): coverage is judged before `where` and segment
-- note: reached is the time of day of a day's last row, in seconds; 0 where the column holds dates alone
SELECT
    CAST({time} AS DATE) AS day,
    _seq,
    count(*) AS rows,
    CAST(epoch(CAST(max({time}) AS TIMESTAMP) - CAST(CAST(max({time}) AS DATE) AS TIMESTAMP)) AS BIGINT) AS reached
FROM {rows}
WHERE isfinite({time})
GROUP BY 1, 2
ORDER BY day
