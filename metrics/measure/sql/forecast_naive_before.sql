-- title: Naive forecasts from further back
-- unit: the unit of the forecast
-- formula: naive = the last known actual of the target's season before `latest`, where that period has none
-- source: method, forecasts (naive)
-- note: Stands in forecast_known as the first_value of `latest`, without a value: scales do not see it.
-- note: Only series that have an actual before `latest` are looked at: the others have no naive.
INSERT INTO forecast_known
WITH known AS (
    SELECT number, period, first_value, (period % $season + $season) % $season AS phase
    FROM forecast_known
    WHERE isfinite(first_value)
),
begun AS (
    SELECT number, min(period) AS first_known FROM known GROUP BY number
),
asked AS (
    SELECT DISTINCT r.number, b.latest AS period, (b.latest % $season + $season) % $season AS phase
    FROM forecast_read AS r
    JOIN forecast_batches AS b USING (batch)
    JOIN begun ON begun.number = r.number AND b.latest > begun.first_known
    WHERE r.actual IS NOT NULL
),
without AS (
    SELECT * FROM asked ANTI JOIN known USING (number, period)
)
SELECT without.number, without.period, NULL AS value, known.first_value
FROM without ASOF JOIN known
    ON known.number = without.number AND known.phase = without.phase AND without.period >= known.period;
