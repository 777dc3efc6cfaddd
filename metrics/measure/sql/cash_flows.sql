-- title: Monthly cash flows
-- unit: the project's currency
-- formula: net = benefit − cost, per calendar month from the first flow to $as_of; cumulative at month ends
-- source: Proveout method §4
-- note: benefits of weeks and days are allotted to calendar months by days
-- note: a cost counts when it is dated by $as_of and not planned
-- note: before $launch a month's benefit is 0; after it, a month without any known benefit is null and adds only its cost
-- note: benefits that draw on one pool cannot exceed its baseline cost in a month: beyond it each counts its part (pool_use.sql)
-- note: gaps counts the periods in the month whose benefit is unknown although they have ended
WITH booked AS (
    SELECT * FROM cost_entries WHERE NOT planned AND date <= $as_of
),
known AS (
    SELECT * FROM benefits WHERE priced AND benefit IS NOT NULL
),
first_flow AS (
    SELECT date_trunc('month', min(day))::DATE AS first_month
    FROM (SELECT min(date) AS day FROM booked UNION ALL SELECT min(period) FROM known)
),
months AS (
    SELECT
        unnest(generate_series(first_month::TIMESTAMP, $as_of::TIMESTAMP, INTERVAL 1 MONTH))::DATE AS month,
        (month + INTERVAL 1 MONTH)::DATE AS month_end
    FROM first_flow
),
costs AS (
    SELECT
        date_trunc('month', date)::DATE AS month,
        sum(amount) AS cost,
        sum(amount) FILTER (kind = 'investment') AS invested,
        sum(amount) FILTER (cash) AS cash_cost
    FROM booked
    GROUP BY 1
),
allotted AS (
    SELECT
        months.month,
        known.pool,
        known.cash,
        known.proven,
        CAST(
            known.benefit
            * (least(known.period_end, months.month_end) - greatest(known.period, months.month))
            / (known.period_end - known.period) AS DECIMAL(38, 10)
        ) AS money
    FROM months
    JOIN known ON known.period < months.month_end AND known.period_end > months.month
),
counted AS (
    SELECT
        allotted.month,
        allotted.cash,
        allotted.proven,
        CASE WHEN part IS NULL THEN money ELSE CAST(money * part AS DECIMAL(38, 10)) END AS money
    FROM allotted
    LEFT JOIN pool_use USING (month, pool)
),
gained AS (
    SELECT
        month,
        sum(money) AS benefit,
        sum(money) FILTER (cash) AS cash_benefit,
        sum(money) FILTER (proven) AS proven_benefit
    FROM counted
    GROUP BY month
),
unknown AS (
    SELECT months.month, count(*) AS gaps
    FROM months
    JOIN benefits ON benefits.period < months.month_end AND benefits.period_end > months.month
    WHERE benefits.priced AND benefits.benefit IS NULL
    GROUP BY months.month
),
netted AS (
    SELECT
        months.month,
        least(months.month_end, $as_of::DATE + 1) AS ends,
        months.month_end <= $as_of::DATE + 1 AS whole,
        coalesce(costs.cost, 0)::DECIMAL(38, 10) AS cost,
        coalesce(costs.invested, 0)::DECIMAL(38, 10) AS invested,
        coalesce(costs.cash_cost, 0)::DECIMAL(38, 10) AS cash_cost,
        CASE WHEN months.month_end <= $launch::DATE THEN coalesce(gained.benefit, 0) ELSE gained.benefit END
        ::DECIMAL(38, 10) AS benefit,
        coalesce(gained.cash_benefit, 0)::DECIMAL(38, 10) AS cash_benefit,
        coalesce(gained.proven_benefit, 0)::DECIMAL(38, 10) AS proven_benefit,
        coalesce(unknown.gaps, 0) AS gaps,
        months.month_end > $launch::DATE AS launched
    FROM months
    LEFT JOIN costs USING (month)
    LEFT JOIN gained USING (month)
    LEFT JOIN unknown USING (month)
)
SELECT
    *,
    row_number() OVER (ORDER BY month) - 1 AS step,
    benefit - cost AS net,
    sum(coalesce(benefit, 0) - cost) OVER (ORDER BY month) AS cumulative
FROM netted
ORDER BY month
