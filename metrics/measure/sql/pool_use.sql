-- title: Pools that benefits exceed
-- unit: the project's currency; part is a fraction
-- formula: part = baseline cost of a month / Σ benefit that draws on the pool in it; beyond = Σ benefit − cost
-- source: Proveout method §4
-- note: benefits of weeks and days are allotted to calendar months by days; a pool is a budget line or a team's hours
-- note: only the months in which the sum exceeds the cost have a row
WITH parts AS (
    SELECT
        gained.pool,
        unnest(
            generate_series(
                date_trunc('month', gained.period)::TIMESTAMP, (gained.period_end - 1)::TIMESTAMP, INTERVAL 1 MONTH
            )
        )::DATE AS month,
        gained.period,
        gained.period_end,
        gained.benefit
    FROM benefits AS gained
    WHERE gained.priced AND gained.benefit IS NOT NULL AND gained.pool IS NOT NULL
),
drawn AS (
    SELECT
        month,
        pool,
        sum(
            CAST(
                benefit
                * (least(period_end, (month + INTERVAL 1 MONTH)::DATE) - greatest(period, month))
                / (period_end - period) AS DECIMAL(38, 10)
            )
        ) AS total
    FROM parts
    GROUP BY month, pool
)
SELECT month, pool, monthly / total AS part, total - monthly AS beyond
FROM drawn
JOIN money_pools USING (pool)
WHERE total > monthly
ORDER BY month, pool
