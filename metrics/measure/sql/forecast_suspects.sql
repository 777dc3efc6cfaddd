-- title: Series that may forecast a period twice at a horizon
-- unit: model, series and horizon
-- formula: forecast_suspect over the rows of the batches in forecast_several.sql
-- source: method, forecasts (several made_on in one bucket)
CREATE OR REPLACE TEMP TABLE forecast_suspects AS
SELECT model, series, horizon
FROM forecast_errors($grain, $whole_numbers, $hidden)
SEMI JOIN forecast_several USING (model, horizon, period)
WHERE complete
GROUP BY model, series, horizon
HAVING forecast_suspect(period, $first_number, $last_bit);
