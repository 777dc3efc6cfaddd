-- title: Actuals that stand inside forecast rows
-- unit: the unit of the forecast
-- formula: per series and target period the value that all its rows hold
-- source: method, forecasts (actuals)
-- note: value is the least of the rows' values, first_value the greatest; missing where a row has none. Where they differ, or one is missing, forecast_reports_differ.sql takes this table's place: it orders reports, which costs more.
CREATE OR REPLACE TEMP TABLE forecast_reports AS
WITH placed AS (
    SELECT number, period, actual AS value FROM forecast_read JOIN forecast_batches USING (batch)
    UNION ALL
    FROM forecast_unread
)
SELECT
    number,
    period,
    min(value) AS value,
    max(value) AS first_value,
    count(*) > count(value) AS missing,
    true AS single,
    false AS differ
FROM placed
GROUP BY number, period
HAVING min(value) IS NOT NULL;
