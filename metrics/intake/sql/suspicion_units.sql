-- title: Size of a column's values
-- unit: a ratio to what is typical for the series; `median` in the column's own unit
-- formula: ratio = size / median size of its series in the rows loaded before (in the file where there are none)
-- source: benchmarks/suspicion.py for the thresholds
-- note: quartiles and extremes, over all rows and by month; rows of a series that is new are left out
WITH typical AS (
    SELECT _series, median(size) AS usual FROM _sizes WHERE new = $alone GROUP BY _series
),
ratios AS (
    SELECT new, CAST(date_trunc('month', _at) AS DATE) AS month, size, size / usual AS ratio
    FROM _sizes JOIN typical USING (_series)
)
SELECT
    new,
    month,
    count(*) AS n,
    min(ratio) AS low,
    quantile_cont(ratio, 0.25) AS q25,
    quantile_cont(ratio, 0.5) AS q50,
    quantile_cont(ratio, 0.75) AS q75,
    max(ratio) AS high,
    median(size) AS median
FROM ratios
GROUP BY GROUPING SETS ((new), (new, month))
HAVING GROUPING(month) = 1 OR month IS NOT NULL
ORDER BY new DESC, month NULLS FIRST
