-- title: Projected cash flows
-- unit: the project's currency
-- formula: net = mean benefit of the last three complete months − scheduled costs − running costs that go on, for $months months
-- source: Proveout method §4
-- note: scheduled costs are the recurring, dated and planned ones after the last known month, each in its own month
-- note: running costs that go on are the mean of those booked singly in the same three months, by category; they give way in a month where a dated or planned cost of their category stands, and recurring costs are left out of them: nothing is counted twice
-- note: without three complete months there are no rows
WITH latest AS (
    SELECT month, benefit, cash_benefit
    FROM monthly_flows
    WHERE launched AND whole AND gaps = 0 AND benefit IS NOT NULL
    ORDER BY month DESC
    LIMIT 3
),
pace AS (
    SELECT avg(benefit) AS benefit, avg(cash_benefit) AS cash_benefit FROM latest HAVING count(*) = 3
),
going_on AS (
    SELECT category, sum(amount) / 3 AS cost, coalesce(sum(amount) FILTER (cash), 0) / 3 AS cash_cost
    FROM cost_entries
    JOIN latest ON latest.month = date_trunc('month', date)::DATE
    WHERE kind = 'running' AND NOT planned AND NOT recurring AND date <= $as_of
    GROUP BY category
),
last_known AS (
    SELECT max(month) AS month, max(step) AS step FROM monthly_flows
),
months AS (
    SELECT step + ahead AS step, (month + to_months(ahead::INTEGER))::DATE AS month
    FROM last_known, range(1, $months + 1) AS steps(ahead)
),
scheduled AS (
    SELECT
        greatest(date_trunc('month', date)::DATE, (SELECT min(month) FROM months)) AS month,
        category,
        kind,
        NOT recurring OR planned AS replaces,
        amount,
        cash
    FROM cost_entries
    WHERE date > $as_of
),
costs AS (
    SELECT
        month,
        amount AS cost,
        CASE WHEN kind = 'investment' THEN amount ELSE 0 END AS invested,
        CASE WHEN cash THEN amount ELSE 0 END AS cash_cost
    FROM scheduled
    UNION ALL
    SELECT months.month, going_on.cost, 0 AS invested, going_on.cash_cost
    FROM months, going_on
    WHERE NOT EXISTS (
        SELECT 1
        FROM scheduled
        WHERE scheduled.month = months.month AND scheduled.category = going_on.category AND scheduled.replaces
    )
),
summed AS (
    SELECT month, sum(cost) AS cost, sum(invested) AS invested, sum(cash_cost) AS cash_cost FROM costs GROUP BY month
)
SELECT
    months.step,
    months.month,
    coalesce(summed.cost, 0)::DECIMAL(38, 10) AS cost,
    coalesce(summed.invested, 0)::DECIMAL(38, 10) AS invested,
    coalesce(summed.cash_cost, 0)::DECIMAL(38, 10) AS cash_cost,
    pace.benefit::DECIMAL(38, 10) AS benefit,
    pace.cash_benefit::DECIMAL(38, 10) AS cash_benefit
FROM pace
CROSS JOIN months
LEFT JOIN summed USING (month)
ORDER BY months.step
