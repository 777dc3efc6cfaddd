-- title: Whether rows of one model, series and horizon may forecast a period twice, unchecked
-- unit: true or false
-- formula: more than one row
-- source: method, forecasts (several made_on in one bucket)
-- note: Where periods and horizons span too wide a range for forecast_suspect.sql; forecast_repeats.sql then looks at every key.
CREATE OR REPLACE TEMP MACRO forecast_suspect(period, first_period, last_bit) AS count(*) > 1;
