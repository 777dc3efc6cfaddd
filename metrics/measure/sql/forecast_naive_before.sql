-- title: Naive forecasts from further back
-- unit: the unit of the forecast
-- formula: naive = the last known actual of the target's season before `latest`, where that period has none
-- source: method, forecasts (naive)
-- note: Stands in forecast_known as the first_value of `latest`, without a value: scales do not see it.
INSERT INTO forecast_known
WITH known AS (
    SELECT number, period, first_value, (period % $season + $season) % $season AS phase
    FROM forecast_known
    WHERE isfinite(first_value)
),
without AS (
    SELECT *, (period % $season + $season) % $season AS phase FROM forecast_further_back
)
SELECT without.number, without.period, NULL AS value, known.first_value
FROM without ASOF JOIN known
    ON known.number = without.number AND known.phase = without.phase AND without.period >= known.period;
