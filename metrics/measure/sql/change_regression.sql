-- title: Regression to the mean
-- unit: worse as a yes or no; without as a fraction, null where the rest's mean is not positive
-- formula: worse = s · (mean of the rest − mean of the last three) > standard deviation of the rest, s = +1 where higher is better, else −1; without = Σ actual / (n · mean of the rest) − 1
-- source: Proveout method §3
-- note: of counts and sums under a calendar the values per day are compared
-- note: the last three baseline periods against the rest of the baseline, from 6 baseline periods on
-- note: without is the naive effect of the n complete periods after launch, with a baseline that lacks those three
WITH base AS (
    SELECT
        kpi,
        grain,
        segment,
        sign,
        base_value / days AS base_value,
        row_number() OVER (PARTITION BY kpi, grain, segment ORDER BY period DESC) <= 3 AS late
    FROM judged
    WHERE base_value IS NOT NULL
), after AS (
    SELECT kpi, grain, segment, avg(value / days) AS mean
    FROM judged
    WHERE phase = 'post' AND complete
    GROUP BY kpi, grain, segment
), ends AS (
    SELECT
        kpi,
        grain,
        segment,
        any_value(sign) AS sign,
        count(*) AS n,
        avg(base_value) FILTER (late) AS late,
        avg(base_value) FILTER (NOT late) AS rest,
        stddev_samp(base_value) FILTER (NOT late) AS s
    FROM base
    GROUP BY kpi, grain, segment
)
SELECT
    ends.kpi,
    ends.grain,
    ends.segment,
    ends.sign * (ends.rest - ends.late) > ends.s AS worse,
    CASE WHEN ends.rest > 0 THEN after.mean / ends.rest - 1 END AS without
FROM ends
JOIN after ON after.kpi = ends.kpi AND after.grain = ends.grain AND after.segment IS NOT DISTINCT FROM ends.segment
WHERE ends.n >= 6 AND after.mean IS NOT NULL
