-- title: Interval coverage
-- unit: fraction
-- formula: share of actuals with low ≤ actual ≤ high, per interval level
-- source: CDC FluSight evaluation; Bracher et al. (2021), Evaluating epidemic forecasts in an interval format
-- note: within counts rows that forecast_inside.sql finds inside, bounded those that have both bounds; both bounds belong to the interval.
-- note: Rows that lack a bound are left out.
CREATE OR REPLACE TEMP MACRO forecast_coverage(inside) AS
    sum(inside.within) / nullif(sum(inside.bounded), 0);
