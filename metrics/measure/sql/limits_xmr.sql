-- title: XmR control limits
-- unit: the KPI's unit
-- formula: mean ± 2.66 · mean moving range of the baseline's consecutive periods
-- source: NHS England, Making Data Count; NIST handbook 6.3.2.2 (there 3/1.128 = 2.6596)
-- note: 2.66 is 3 / d2 with d2 = 1.128, rounded by convention; under 12 points the limits are trial limits
-- note: charted has the values of judged, per day where a calendar counts days, or one-step residuals where raw limits are not valid
-- note: a period without a value breaks the range: none is taken across a gap
WITH base AS (
    SELECT
        kpi,
        grain,
        segment,
        base_value,
        CASE WHEN lag(period_end) OVER w = period THEN abs(base_value - lag(base_value) OVER w) END AS moving_range
    FROM charted
    WHERE base_value IS NOT NULL
    WINDOW w AS (PARTITION BY kpi, grain, segment ORDER BY period)
)
SELECT
    kpi,
    grain,
    segment,
    count(*) AS points,
    avg(base_value) AS mean,
    avg(base_value) - 2.66 * avg(moving_range) AS lower,
    avg(base_value) + 2.66 * avg(moving_range) AS upper
FROM base
GROUP BY kpi, grain, segment
HAVING count(moving_range) >= 1
