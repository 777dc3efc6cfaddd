-- title: Sums of batches beside those of their naive forecasts
-- unit: the unit of the forecast, and counts
-- formula: as forecast_batches.sql and, by the batch's leader, forecast_beside.sql; lost_beside = Σ|error| over rows that have a naive forecast
-- source: method, forecasts (by_period, erosion, FVA)
-- note: Only batches that have an actual.
CREATE OR REPLACE TEMP TABLE forecast_days AS
SELECT
    b.* EXCLUDE (batch, leader, reported, origin, latest, known_period, model),
    n.with_naive,
    n.naive_lost,
    n.naive_size,
    CASE WHEN n.with_naive = b.points THEN b.lost ELSE l.lost_beside END AS lost_beside
FROM forecast_batches AS b
JOIN forecast_beside AS n USING (leader)
LEFT JOIN forecast_lost_beside AS l USING (batch)
WHERE b.points > 0;
