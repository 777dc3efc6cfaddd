-- title: Periods before and after launch
-- unit: one row per KPI, grain, segment and period
-- formula: baseline when period ≥ baseline_from and period_end ≤ baseline_until; post when period ≥ post_from; transition from transition_from until then; else outside
-- source: Proveout method §1
-- note: what was sealed wins: a sealed KPI's baseline is the sealed periods with the sealed values, whatever later data or definitions say, also where their rows are gone
-- note: a grain or segment that had no point when the KPI was sealed has no seal, and takes its baseline from the data
-- note: days are what a calendar counts in the period: of counts and sums by week or month, working days or all; else 1
-- note: slot names the calendar period: the month, the ISO week (53 counts as 52), or the ISO week and weekday
WITH present AS (
    SELECT kpi, grain, segment, period, period_end, value, rows, complete, partial_reason FROM points
    UNION ALL
    SELECT
        sealed.kpi,
        sealed.grain,
        sealed.segment,
        sealed.period,
        CAST(
            sealed.period
            + CASE sealed.grain WHEN 'day' THEN INTERVAL 1 DAY WHEN 'week' THEN INTERVAL 7 DAY ELSE INTERVAL 1 MONTH END
            AS DATE
        ),
        NULL,
        0,
        false,
        'no data'
    FROM sealed
    ANTI JOIN points
        ON points.kpi = sealed.kpi AND points.grain = sealed.grain
        AND points.segment IS NOT DISTINCT FROM sealed.segment AND points.period = sealed.period
)
SELECT
    present.*,
    sealed.value AS sealed_value,
    kpis.sign,
    coalesce(CASE kpis.kind WHEN 'additive' THEN counted.days END, 1) AS days,
    CASE
        WHEN sealed.period IS NOT NULL THEN 'baseline'
        WHEN present.period >= kpis.post_from THEN 'post'
        WHEN present.period >= kpis.transition_from THEN 'transition'
        WHEN seals.kpi IS NULL AND present.period >= kpis.baseline_from AND present.period_end <= kpis.baseline_until
            THEN 'baseline'
        ELSE 'outside'
    END AS phase,
    CASE present.grain
        WHEN 'month' THEN month(present.period)
        WHEN 'week' THEN least(weekofyear(present.period), 52)
        ELSE least(weekofyear(present.period), 52) * 10 + isodow(present.period)
    END AS slot,
    CASE
        WHEN sealed.period IS NOT NULL THEN sealed.value
        WHEN phase = 'baseline' AND present.complete THEN present.value
    END AS base_value
FROM present
JOIN kpis
    ON kpis.kpi = present.kpi AND kpis.grain = present.grain AND kpis.segment IS NOT DISTINCT FROM present.segment
LEFT JOIN counted_days AS counted ON counted.grain = present.grain AND counted.period = present.period
LEFT JOIN (SELECT DISTINCT kpi, grain, segment FROM sealed) AS seals
    ON seals.kpi = present.kpi AND seals.grain = present.grain AND seals.segment IS NOT DISTINCT FROM present.segment
LEFT JOIN sealed
    ON sealed.kpi = present.kpi AND sealed.grain = present.grain
    AND sealed.segment IS NOT DISTINCT FROM present.segment AND sealed.period = present.period
