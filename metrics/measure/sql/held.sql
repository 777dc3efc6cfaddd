-- title: Held
-- unit: one state per complete period after launch: met, missed or within_noise
-- formula: within_noise when the target lies inside the period's interval; else met when actual is at least as good as the target, else missed
-- source: Proveout method §3
-- note: a relative target stands at expected · (1 + target), its interval at low · (1 + target) to high · (1 + target): the same as target inside the effect's interval
-- note: an absolute target has the interval actual − (expected − low) to actual + (high − expected); without an expected value there is no noise to lie within
-- note: without a state: a relative target where no value is expected, or a negative one, of which a share would turn its sign
-- note: a value that equals the target to 1e-9 meets it: sums of doubles agree no further (1 − 0.9 is not quite 0.1)
-- note: the target is a floor; with a true effect exactly at target only half of the periods are met
WITH chosen AS (
    SELECT
        judged.kpi,
        judged.grain,
        judged.segment,
        judged.period,
        judged.value,
        judged.sign,
        CASE
            WHEN kpis.target_value IS NOT NULL THEN kpis.target_value
            WHEN expected.expected >= 0 THEN expected.expected * (1 + kpis.target)
        END AS aim,
        CASE WHEN kpis.target_value IS NOT NULL THEN kpis.target_value - (expected.high - expected.expected)
            ELSE least(expected.low * (1 + kpis.target), expected.high * (1 + kpis.target))
        END AS noise_from,
        CASE WHEN kpis.target_value IS NOT NULL THEN kpis.target_value + (expected.expected - expected.low)
            ELSE greatest(expected.low * (1 + kpis.target), expected.high * (1 + kpis.target))
        END AS noise_until
    FROM judged
    JOIN kpis
        ON kpis.kpi = judged.kpi AND kpis.grain = judged.grain AND kpis.segment IS NOT DISTINCT FROM judged.segment
    LEFT JOIN basis
        ON basis.kpi = judged.kpi AND basis.grain = judged.grain AND basis.segment IS NOT DISTINCT FROM judged.segment
    LEFT JOIN expected
        ON expected.kpi = judged.kpi AND expected.grain = judged.grain
        AND expected.segment IS NOT DISTINCT FROM judged.segment
        AND expected.period = judged.period AND expected.method = basis.method
    WHERE judged.phase = 'post' AND judged.complete AND judged.value IS NOT NULL
)
SELECT
    kpi,
    grain,
    segment,
    period,
    CASE
        WHEN aim IS NULL THEN NULL
        WHEN coalesce(value > noise_from AND value < noise_until, false) THEN 'within_noise'
        WHEN sign * (value - aim) >= -1e-9 * abs(aim) THEN 'met'
        ELSE 'missed'
    END AS held
FROM chosen
ORDER BY kpi, grain, segment, period
