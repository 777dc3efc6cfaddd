-- title: Whether a whole number may stand in several rows, unchecked
-- unit: true or false
-- formula: more than one row
-- source: method, forecasts (several made_on in one bucket)
-- note: Where the numbers span too wide a range for forecast_suspect.sql; forecast_repeats.sql then looks at every key.
CREATE OR REPLACE TEMP MACRO forecast_suspect(number, first_number, last_bit) AS count(*) > 1;
