-- title: Payback
-- unit: steps of the flows (months or periods) and the fraction of the crossing step
-- formula: payback = the step in which cumulative net crosses zero, with fraction = −cumulative before it / net of the step
-- source: ACCA FM, investment appraisal: payback and discounted payback with flows spread evenly over each period
-- note: first is the first crossing from below zero; stays is the last one, and null while the last cumulative is below zero
-- note: where cumulative net is not below zero at the end of the first step with a cost, that step's end is a crossing
-- note: reads flow_lines(line, step, cost, net), ordered by step; amounts are decimals, so that a sum of exactly zero is zero
WITH started AS (
    SELECT *, min(step) FILTER (cost > 0) OVER (PARTITION BY line) AS first_cost
    FROM flow_lines
),
running AS (
    SELECT
        *,
        sum(net) OVER (PARTITION BY line ORDER BY step) AS cumulative,
        coalesce(
            sum(net) OVER (PARTITION BY line ORDER BY step ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0
        ) AS before
    FROM started
),
crossed AS (
    SELECT *, CASE WHEN before < 0 THEN -before / nullif(net, 0) ELSE 1 END AS fraction
    FROM running
    WHERE cumulative >= 0 AND (before < 0 OR step = first_cost)
),
found AS (
    SELECT
        line,
        min(step) AS first_step,
        arg_min(fraction, step) AS first_fraction,
        max(step) AS last_step,
        arg_max(fraction, step) AS last_fraction
    FROM crossed
    GROUP BY line
),
ends AS (
    SELECT line, arg_max(cumulative, step) AS final, min(cumulative) AS lowest, any_value(first_cost) AS first_cost
    FROM running
    GROUP BY line
)
SELECT
    line,
    final,
    lowest,
    first_cost,
    first_step,
    first_fraction,
    CASE WHEN final >= 0 THEN last_step END AS stays_step,
    CASE WHEN final >= 0 THEN last_fraction END AS stays_fraction
FROM ends
LEFT JOIN found USING (line)
ORDER BY line
