-- title: Rows from which actuals and naive forecasts are read
-- unit: the unit of the forecast
-- formula: series and actual of the rows of each leading batch
-- source: method, forecasts (actuals, naive)
-- note: A period is the target of a batch at each horizon, most often with the same series and actuals in all of them: an eighth of ten million rows tells what all do.
-- note: Rows with a day of making are looked for by it: forecast_read_day lists the days on which leaders were made, so that other parts of the file are not read.
CREATE OR REPLACE TEMP TABLE forecast_read AS
WITH leaders AS (
    FROM forecast_batches WHERE batch = leader
),
read AS (
    SELECT b.batch, e.series, e.actual
    FROM forecast_errors($grain, $whole_numbers, $hidden) AS e
    JOIN leaders AS b
        ON b.made = e.made_date AND b.model = e.model AND b.horizon = e.horizon AND b.period = e.period
    WHERE e.complete AND forecast_read_day(e.made_date)
    UNION ALL
    SELECT b.batch, e.series, e.actual
    FROM forecast_errors($grain, $whole_numbers, $hidden) AS e
    JOIN leaders AS b
        ON b.model = e.model AND b.horizon = e.horizon AND b.period = e.period AND b.origin IS NOT DISTINCT FROM e.origin
    WHERE e.complete AND e.made_date IS NULL
)
SELECT read.batch, s.number, read.actual
FROM read JOIN forecast_series AS s ON s.series = read.series;
