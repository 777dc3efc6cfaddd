-- title: Rows by period, before a file and with it
-- unit: rows
-- formula: sums of the rows by day; periods without rows are left out
-- source: method, part 1 (period)
SELECT
    CAST(date_trunc($grain, day) AS DATE) AS period,
    CAST(date_trunc($grain, day) + CASE $grain WHEN 'month' THEN INTERVAL 1 MONTH WHEN 'week' THEN INTERVAL 7 DAY ELSE INTERVAL 1 DAY END AS DATE) AS period_end,
    sum(new)::BIGINT AS new,
    sum(live)::BIGINT AS live,
    sum("both")::BIGINT AS "both"
FROM _volume
GROUP BY ALL
ORDER BY period
