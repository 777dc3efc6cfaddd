-- title: Sealed baseline against present data
-- unit: means in the KPI's unit; periods counted
-- formula: moved = sealed periods whose value now differs by more than 1e-9 of it, or is gone; added = complete periods of the defined baseline that were not sealed; past = sealed periods that end after the defined baseline
-- source: Proveout method §1 (sealed)
-- note: 1e-9 is the tolerance within which recomputed sums of doubles agree (design §1)
SELECT
    judged.kpi,
    judged.grain,
    judged.segment,
    count(*) FILTER (
        judged.phase = 'baseline'
        AND CASE WHEN judged.complete AND judged.value IS NOT NULL AND judged.sealed_value IS NOT NULL
            THEN abs(judged.value - judged.sealed_value) > 1e-9 * abs(judged.sealed_value)
            ELSE NOT judged.complete OR judged.value IS DISTINCT FROM judged.sealed_value
        END
    ) AS moved,
    count(*) FILTER (judged.phase = 'outside' AND defined AND judged.complete) AS added,
    count(*) FILTER (judged.phase = 'baseline' AND judged.period_end > kpis.baseline_until) AS past,
    avg(judged.sealed_value) AS sealed_mean,
    avg(judged.value) FILTER (defined AND judged.complete) AS present_mean
FROM (
    SELECT judged.*, judged.period >= kpis.baseline_from AND judged.period_end <= kpis.baseline_until AS defined
    FROM judged
    JOIN kpis
        ON kpis.kpi = judged.kpi AND kpis.grain = judged.grain AND kpis.segment IS NOT DISTINCT FROM judged.segment
) AS judged
JOIN kpis ON kpis.kpi = judged.kpi AND kpis.grain = judged.grain AND kpis.segment IS NOT DISTINCT FROM judged.segment
SEMI JOIN sealed
    ON sealed.kpi = judged.kpi AND sealed.grain = judged.grain AND sealed.segment IS NOT DISTINCT FROM judged.segment
GROUP BY judged.kpi, judged.grain, judged.segment
HAVING moved + added + past > 0
