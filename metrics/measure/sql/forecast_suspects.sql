-- title: Models and series that may forecast a period twice at one horizon
-- unit: rows
-- formula: rows of a model and series > their different pairs of (target period, horizon)
-- source: method, forecasts (several made_on in one bucket)
-- note: One bit per possible pair tells it several times faster than grouping ten million keys.
CREATE OR REPLACE TEMP TABLE forecast_suspects AS
SELECT position, number
FROM forecast_rows
GROUP BY position, number
HAVING count(*) > bit_count(bitstring_agg(
    (period - $first_period) * $horizons + horizon - $first_horizon, 0, $last_bit
));
