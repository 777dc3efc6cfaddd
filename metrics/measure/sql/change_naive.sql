-- title: Expected, naive
-- unit: the KPI's unit
-- formula: expected = d · mean of the baseline's values per day; band = d · (mean ± t(0.975, n − 1) · s · √(1 + 1/n)); d = days of the period that the calendar counts, 1 without one
-- source: Proveout method §2; prediction interval of a mean, e.g. NIST handbook 7.2.1
-- note: valid from 3 baseline periods; of ratios and averages too the mean of the periods' values is taken
-- note: the band is indicative: it knows neither season nor trend nor autocorrelation
WITH base AS (
    SELECT kpi, grain, segment, count(*) AS n, avg(base_value / days) AS mean, stddev_samp(base_value / days) AS s
    FROM judged
    WHERE base_value IS NOT NULL
    GROUP BY kpi, grain, segment
    HAVING count(*) >= 3
)
SELECT
    judged.kpi,
    judged.grain,
    judged.segment,
    judged.period,
    'naive' AS method,
    judged.days * base.mean AS expected,
    judged.days * (base.mean - t_quantiles.t * base.s * sqrt(1 + 1.0 / base.n)) AS low,
    judged.days * (base.mean + t_quantiles.t * base.s * sqrt(1 + 1.0 / base.n)) AS high
FROM judged
JOIN base ON base.kpi = judged.kpi AND base.grain = judged.grain AND base.segment IS NOT DISTINCT FROM judged.segment
JOIN t_quantiles ON t_quantiles.dof = base.n - 1
WHERE judged.phase IN ('post', 'transition')
