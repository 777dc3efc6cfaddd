-- title: Whether rows of one model, series and horizon may forecast a period twice
-- unit: true or false
-- formula: rows > their different target periods
-- source: method, forecasts (several made_on in one bucket)
-- note: One bit per possible period tells it several times faster than grouping ten million keys.
CREATE OR REPLACE TEMP MACRO forecast_suspect(period, first_period, last_bit) AS
    count(*) > bit_count(bitstring_agg(period - first_period, 0, last_bit));
