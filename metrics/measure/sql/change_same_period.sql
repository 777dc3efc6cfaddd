-- title: Expected, same period
-- unit: the KPI's unit
-- formula: expected = d · mean of the same calendar period inside the baseline, per day; band = ± d · t(0.975, n − k) · s · √(1 + 1/n_k); d = days of the period that the calendar counts, 1 without one
-- source: Proveout method §2
-- note: the same month, ISO week, or ISO week and weekday; not last year's, which would erase a lasting effect after a year
-- note: s is the spread around the k calendar periods' own means; under 3 degrees of freedom the baseline's whole spread
-- note: the band is indicative: it knows neither trend nor autocorrelation
WITH base AS (
    SELECT kpi, grain, segment, slot, base_value / days AS base_value FROM judged WHERE base_value IS NOT NULL
), slots AS (
    SELECT kpi, grain, segment, slot, count(*) AS n, avg(base_value) AS mean, var_pop(base_value) * count(*) AS ss
    FROM base
    GROUP BY kpi, grain, segment, slot
), whole AS (
    SELECT kpi, grain, segment, count(*) AS n, stddev_samp(base_value) AS s
    FROM base
    GROUP BY kpi, grain, segment
    HAVING count(*) >= 3
), spread AS (
    SELECT
        whole.kpi,
        whole.grain,
        whole.segment,
        CASE WHEN whole.n - count(*) >= 3 THEN whole.n - count(*) ELSE whole.n - 1 END AS dof,
        CASE WHEN whole.n - count(*) >= 3 THEN sqrt(sum(slots.ss) / (whole.n - count(*))) ELSE whole.s END AS s
    FROM whole
    JOIN slots
        ON slots.kpi = whole.kpi AND slots.grain = whole.grain AND slots.segment IS NOT DISTINCT FROM whole.segment
    GROUP BY whole.kpi, whole.grain, whole.segment, whole.n, whole.s
)
SELECT
    judged.kpi,
    judged.grain,
    judged.segment,
    judged.period,
    'same_period' AS method,
    judged.days * slots.mean AS expected,
    judged.days * (slots.mean - t_quantiles.t * spread.s * sqrt(1 + 1.0 / slots.n)) AS low,
    judged.days * (slots.mean + t_quantiles.t * spread.s * sqrt(1 + 1.0 / slots.n)) AS high
FROM judged
JOIN slots
    ON slots.kpi = judged.kpi AND slots.grain = judged.grain AND slots.segment IS NOT DISTINCT FROM judged.segment
    AND slots.slot = judged.slot
JOIN spread
    ON spread.kpi = judged.kpi AND spread.grain = judged.grain AND spread.segment IS NOT DISTINCT FROM judged.segment
JOIN t_quantiles ON t_quantiles.dof = spread.dof
WHERE judged.phase IN ('post', 'transition')
