-- title: Forecasts that were made again
-- unit: rows
-- formula: model, series, target period and horizon that stand in more than one row
-- source: method, forecasts (several made_on in one bucket)
CREATE OR REPLACE TEMP TABLE forecast_repeats AS
WITH again AS (
    SELECT position, number, period, horizon
    FROM forecast_errors($grain, $whole_numbers, $joined, $differ, $hidden)
    SEMI JOIN (FROM forecast_sums WHERE suspect) USING (position, number, horizon)
    GROUP BY position, number, period, horizon
    HAVING count(*) > 1
)
SELECT model, series, period, horizon
FROM again JOIN forecast_models USING (position) JOIN forecast_series USING (number);
