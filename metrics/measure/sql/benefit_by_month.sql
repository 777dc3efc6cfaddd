-- title: Benefit by month, KPI and period
-- unit: the project's currency; worth in the currency per unit of the KPI's expected value
-- formula: share = days of the period in the month / days of the period; benefit, amount and worth times share
-- source: Proveout method §4
-- note: worth is what one unit of actual − expected brings: were the expected value lower by one, benefit would be higher by worth
SELECT
    flows.step,
    gained.kpi,
    gained.period,
    gained.expected,
    gained.benefit * days.share AS benefit,
    CASE WHEN gained.withheld > 0 THEN 0 ELSE gained.amount * days.share END AS amount,
    gained.worth * days.share AS worth
FROM benefits AS gained
JOIN monthly_flows AS flows
    ON gained.period < (flows.month + INTERVAL 1 MONTH)::DATE AND gained.period_end > flows.month
CROSS JOIN LATERAL (
    SELECT
        (least(gained.period_end, (flows.month + INTERVAL 1 MONTH)::DATE) - greatest(gained.period, flows.month))
        / (gained.period_end - gained.period) AS share
) AS days
WHERE gained.priced AND gained.benefit IS NOT NULL
ORDER BY gained.kpi, gained.period, flows.step
