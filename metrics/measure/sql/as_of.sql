-- title: As of
-- unit: date
-- formula: last day of the last complete period of the primary KPI at its main grain; without one, of any KPI
-- source: Proveout method §1 and design §1
-- note: recheck_on is the end of the next period that is incomplete only because it has not ended yet
WITH main AS (
    SELECT points.kpi, max(points.period_end) FILTER (points.complete) AS last_end
    FROM points
    JOIN (SELECT unnest($kpis) AS kpi, unnest($grains) AS grain) AS mains
        ON mains.kpi = points.kpi AND mains.grain = points.grain
    WHERE points.segment IS NULL
    GROUP BY points.kpi
)
SELECT
    coalesce(
        (SELECT last_end FROM main WHERE kpi = $primary),
        (SELECT max(last_end) FROM main)
    )::DATE - 1 AS as_of,
    (SELECT min(period_end) FROM points WHERE NOT complete AND period_end > $today) AS recheck_on
