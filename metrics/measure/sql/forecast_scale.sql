-- title: Scale of a series
-- unit: the unit of the forecast
-- formula: mean |actual − actual one season before| over what was known before the series' first made_on
-- source: Hyndman & Koehler (2006), Another look at measures of forecast accuracy
-- note: Only pairs exactly one season apart count, so gaps do not mix seasons.
-- note: Where made_on is unknown the whole history is taken.
-- note: A series without such a pair has no row here.
CREATE OR REPLACE TEMP TABLE forecast_scale AS
WITH first_made AS (
    SELECT series, min(known_period) AS period FROM forecast_rows GROUP BY series
)
SELECT later.series, avg(abs(later.value - earlier.value)) AS scale
FROM forecast_known AS later
JOIN forecast_known AS earlier ON earlier.series = later.series AND earlier.period = later.period - $season
JOIN first_made ON first_made.series = later.series
WHERE isfinite(later.value) AND isfinite(earlier.value)
    AND (first_made.period IS NULL OR later.period < first_made.period)
GROUP BY later.series;
