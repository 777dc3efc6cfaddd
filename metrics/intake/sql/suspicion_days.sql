-- title: Rows of a file by day
-- unit: rows; of a log with several rows per id, ids; of forecasts, models and series
-- formula: count of all rows by the day of the dataset's time; of forecasts, by the day they were made on
-- source: method, part 1 (covered): judged on all rows, before `where` and segment
-- note: days after today are left to the check of future dates
INSERT INTO _file_days
SELECT $seq AS seq, CAST(_at AS DATE) AS day, count(*) AS rows
FROM {rows}
WHERE isfinite(_at) AND CAST(_at AS DATE) <= $today
GROUP BY ALL
