-- title: Forecasts that were made again
-- unit: rows
-- formula: model, series, target period and horizon that stand in more than one row
-- source: method, forecasts (several made_on in one bucket)
CREATE OR REPLACE TEMP TABLE forecast_repeats AS
SELECT model, series, period, horizon
FROM forecast_errors($grain, $whole_numbers, $hidden)
SEMI JOIN forecast_suspects USING (model, series, horizon)
WHERE complete
GROUP BY model, series, period, horizon
HAVING count(*) > 1;
