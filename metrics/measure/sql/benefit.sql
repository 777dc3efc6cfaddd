-- title: Benefit of a period
-- unit: the project's currency; amount in the KPI's unit, before it is priced
-- formula: benefit = s · (actual − expected) · weight · unit_value · realised_share, s = +1 where higher is better, else −1
-- source: Proveout method §4
-- note: weight is 1 for counts and sums, driver / per with a driver, and the actual denominator or the volume KPI's value for averages and ratios
-- note: only complete periods, from the one that contains the launch on; a worse period is negative; an unknown part makes the period null
-- note: worth is what one unit of actual − expected brings
-- note: while a guardrail is proven worse, a KPI's positive benefits are withheld: 0, with the amount beside it
-- note: a benefit of 1e24 or more, or an infinite one, is no amount of money and is null
-- note: every period that has ended by $as_of has a row, also those after the KPI's last rows, so that gaps can be named
WITH periods AS (
    SELECT
        *,
        unnest(
            generate_series(
                date_trunc(grain, launch)::TIMESTAMP,
                $as_of::TIMESTAMP,
                CASE grain WHEN 'day' THEN INTERVAL 1 DAY WHEN 'week' THEN INTERVAL 7 DAY ELSE INTERVAL 1 MONTH END
            )
        )::DATE AS period
    FROM money_kpis
),
ended AS (
    SELECT
        *,
        (
            period
            + CASE grain WHEN 'day' THEN INTERVAL 1 DAY WHEN 'week' THEN INTERVAL 7 DAY ELSE INTERVAL 1 MONTH END
        )::DATE AS period_end
    FROM periods
),
weighed AS (
    SELECT
        ended.*,
        ended.sign * (points.value - expected.expected) AS better_by,
        expected.expected,
        CASE
            WHEN ended.driven THEN points.denominator / nullif(ended.per, 0)
            WHEN ended.kind = 'additive' THEN 1
            WHEN ended.kind = 'ratio' AND ended.volume IS NOT NULL THEN volumes.value
            WHEN ended.kind = 'ratio' THEN points.denominator
        END AS weight
    FROM ended
    LEFT JOIN points
        ON points.kpi = ended.kpi AND points.grain = ended.grain AND points.segment IS NULL
        AND points.period = ended.period AND points.complete
    LEFT JOIN expected
        ON expected.kpi = ended.kpi AND expected.grain = ended.grain AND expected.segment IS NULL
        AND expected.period = ended.period AND expected.method = ended.basis
    LEFT JOIN points AS volumes
        ON volumes.kpi = ended.volume AND volumes.grain = ended.grain AND volumes.segment IS NULL
        AND volumes.period = ended.period AND volumes.complete
    WHERE ended.period_end <= $as_of::DATE + 1
),
priced_at AS (
    SELECT *, weight * unit_value * realised_share AS worth FROM weighed
)
SELECT
    kpi,
    period,
    period_end,
    priced,
    cash,
    proven,
    pool,
    expected,
    better_by * weight AS amount,
    CASE WHEN held_back AND worth * better_by > 0 THEN 0 ELSE sign * worth END AS worth,
    CASE WHEN held_back AND worth * better_by > 0 THEN 0 WHEN abs(better_by * worth) < 1e24 THEN better_by * worth END
        AS benefit,
    CASE WHEN held_back AND worth * better_by > 0 THEN better_by * worth ELSE 0 END AS withheld
FROM priced_at
ORDER BY kpi, period
