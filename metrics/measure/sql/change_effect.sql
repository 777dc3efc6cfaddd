-- title: Effect under a rung
-- unit: relative as a fraction, absolute in the KPI's unit
-- formula: relative = Σ(actual − expected) / Σ expected, absolute = Σ(actual − expected), over complete periods after transition
-- source: Proveout method §1
-- note: effect = actual − expected: negative is less than expected
-- note: relative is null where Σ expected is zero or negative: a share of such a level would turn its sign; absolute stands
-- note: first3 and last3 are relative over the first and last three complete periods; null with fewer than three
WITH after AS (
    SELECT
        judged.kpi,
        judged.grain,
        judged.segment,
        methods.method,
        judged.value,
        expected.expected,
        judged.period,
        row_number() OVER rising AS from_first,
        row_number() OVER falling AS from_last
    FROM judged
    CROSS JOIN (VALUES ('naive'), ('same_period'), ('its'), ('control')) AS methods(method)
    LEFT JOIN expected
        ON expected.kpi = judged.kpi AND expected.grain = judged.grain
        AND expected.segment IS NOT DISTINCT FROM judged.segment
        AND expected.period = judged.period AND expected.method = methods.method
    WHERE judged.phase = 'post' AND judged.complete AND judged.value IS NOT NULL
    WINDOW
        rising AS (PARTITION BY judged.kpi, judged.grain, judged.segment, methods.method ORDER BY judged.period),
        falling AS (PARTITION BY judged.kpi, judged.grain, judged.segment, methods.method ORDER BY judged.period DESC)
)
SELECT
    kpi,
    grain,
    segment,
    method,
    count(*) AS periods,
    count(*) - count(expected) AS without,
    min(period) FILTER (expected IS NULL) AS first_without,
    sum(value - expected) AS absolute,
    sum(expected) AS expected,
    CASE WHEN sum(expected) > 0 THEN sum(value - expected) / sum(expected) END AS relative,
    CASE WHEN count(*) >= 3 AND sum(expected) FILTER (from_first <= 3) > 0 THEN
        sum(value - expected) FILTER (from_first <= 3) / sum(expected) FILTER (from_first <= 3)
    END AS first3,
    CASE WHEN count(*) >= 3 AND sum(expected) FILTER (from_last <= 3) > 0 THEN
        sum(value - expected) FILTER (from_last <= 3) / sum(expected) FILTER (from_last <= 3)
    END AS last3
FROM after
GROUP BY kpi, grain, segment, method
