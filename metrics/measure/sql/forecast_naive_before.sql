-- title: Naive forecasts from further back
-- unit: the unit of the forecast
-- formula: naive = the last known actual of the target's season before `latest`, where that period has none
-- source: method, forecasts (naive)
-- note: Only rows whose series has an actual before `latest` are looked at: the others have no naive.
UPDATE forecast_rows SET naive = found.naive
FROM (
    WITH known AS (
        SELECT number, period, first_value, (period % $season + $season) % $season AS phase
        FROM forecast_known
        WHERE isfinite(first_value)
    ),
    begun AS (
        SELECT number, min(period) AS first_known FROM known GROUP BY number
    ),
    without AS (
        SELECT r.rowid AS place, r.number, r.latest, (r.latest % $season + $season) % $season AS phase
        FROM forecast_rows AS r JOIN begun ON begun.number = r.number AND r.latest > begun.first_known
        WHERE r.naive IS NULL AND r.actual IS NOT NULL
    )
    SELECT without.place, known.first_value AS naive
    FROM without ASOF JOIN known
        ON known.number = without.number AND known.phase = without.phase AND without.latest >= known.period
) AS found
WHERE forecast_rows.rowid = found.place;
