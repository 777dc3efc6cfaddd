-- title: Models and series that may forecast a period twice at one horizon, unchecked
-- unit: rows
-- formula: all of them
-- source: method, forecasts (several made_on in one bucket)
-- note: Where periods and horizons span too wide a range for forecast_suspects.sql; forecast_repeats.sql then looks at every key.
CREATE OR REPLACE TEMP TABLE forecast_suspects AS
SELECT DISTINCT position, number FROM forecast_rows;
