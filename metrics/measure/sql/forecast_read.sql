-- title: Rows from which actuals and naive forecasts are read
-- unit: the unit of the forecast
-- formula: series and actual of the rows of each leading batch
-- source: method, forecasts (actuals, naive)
-- note: A period is the target of a batch at each horizon, most often with the same series and actuals in all of them: an eighth of ten million rows tells what all do.
CREATE OR REPLACE TEMP TABLE forecast_read AS
SELECT b.batch, e.number, e.actual
FROM forecast_errors($grain, $whole_numbers, $joined, $differ, $hidden) AS e
JOIN (FROM forecast_batches WHERE batch = leader) AS b
    ON b.position = e.position AND b.horizon = e.horizon AND b.period = e.period
    AND b.origin IS NOT DISTINCT FROM e.origin;
