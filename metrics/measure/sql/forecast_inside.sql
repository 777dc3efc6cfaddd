-- title: Whether an actual lies in an interval
-- unit: true, false or null
-- formula: low ≤ actual ≤ high
-- source: Bracher et al. (2021), Evaluating epidemic forecasts in an interval format
-- note: Both bounds belong to the interval. Null where a bound is unknown.
CREATE OR REPLACE TEMP MACRO forecast_inside(actual, low, high) AS
    CASE WHEN low IS NOT NULL AND high IS NOT NULL THEN actual BETWEEN low AND high END;
