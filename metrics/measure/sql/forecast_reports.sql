-- title: Actuals that stand inside forecast rows
-- unit: the unit of the forecast
-- formula: per series and target period the value that all its rows hold
-- source: method, forecasts (actuals)
-- note: value is the least of the rows' values, first_value the greatest; missing where a row has none. Where they differ, or one is missing, forecast_reports_differ.sql takes this table's place: it orders reports, which costs more.
-- note: A period that one batch leads has one row a series; only the others are grouped.
CREATE OR REPLACE TEMP TABLE forecast_reports AS
WITH shared AS (
    SELECT period FROM forecast_batches WHERE batch = leader GROUP BY period HAVING count(*) > 1
    UNION
    SELECT period FROM forecast_unread
),
placed AS (
    SELECT number, period, actual AS value FROM forecast_read JOIN forecast_batches USING (batch)
),
grouped AS (
    SELECT number, period, min(value) AS value, max(value) AS first_value, count(*) > count(value) AS missing
    FROM (FROM placed SEMI JOIN shared USING (period) UNION ALL FROM forecast_unread)
    GROUP BY number, period
)
SELECT number, period, value, value AS first_value, false AS missing, true AS single, false AS differ
FROM placed ANTI JOIN shared USING (period)
WHERE value IS NOT NULL
UNION ALL
SELECT *, true, false FROM grouped WHERE value IS NOT NULL;
