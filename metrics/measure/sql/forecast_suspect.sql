-- title: Whether a whole number may stand in several rows
-- unit: true or false
-- formula: rows > different numbers
-- source: method, forecasts (several made_on in one bucket)
-- note: Asked of the target periods of one model, series and horizon, and of the series of one batch. One bit per possible number tells it several times faster than grouping ten million keys.
CREATE OR REPLACE TEMP MACRO forecast_suspect(number, first_number, last_bit) AS
    count(*) > bit_count(bitstring_agg(number - first_number, 0, last_bit));
