-- title: Interval coverage
-- unit: fraction
-- formula: share of actuals with low ≤ actual ≤ high, per interval level
-- source: CDC FluSight evaluation; Bracher et al. (2021), Evaluating epidemic forecasts in an interval format
-- note: inside is that of forecast_inside.sql: both bounds belong to the interval.
-- note: Rows that lack a bound are left out.
CREATE OR REPLACE TEMP MACRO forecast_coverage(inside) AS avg(CAST(inside AS INTEGER));
