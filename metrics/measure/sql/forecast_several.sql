-- title: Batches whose rows may forecast a series twice
-- unit: batches
-- formula: a model's batches of one target period and horizon that were made on several days; and batches alike whose leader has a series in more than one row
-- source: method, forecasts (several made_on in one bucket)
-- note: Where this is empty, no row repeats another (forecast_suspect.sql).
CREATE OR REPLACE TEMP TABLE forecast_several AS
WITH twice AS (
    SELECT batch FROM forecast_read GROUP BY batch HAVING forecast_suspect(number, $first_number, $last_bit)
)
SELECT model, horizon, period FROM forecast_batches GROUP BY ALL HAVING count(*) > 1
UNION
SELECT model, horizon, period
FROM forecast_batches WHERE leader IN (FROM twice);
