-- title: Interval coverage
-- unit: fraction
-- formula: share of actuals with low ≤ actual ≤ high, per interval level
-- source: CDC FluSight evaluation; Bracher et al. (2021), Evaluating epidemic forecasts in an interval format
-- note: Both bounds belong to the interval.
-- note: Rows that lack a bound are left out.
CREATE OR REPLACE TEMP MACRO forecast_coverage(actual, low, high) AS avg(
    CAST(actual BETWEEN low AND high AS INTEGER)
) FILTER (WHERE low IS NOT NULL AND high IS NOT NULL);
