-- title: Scale of a series
-- unit: the unit of the forecast
-- formula: scale = mean |actual − actual one season before|, squared scale = mean (actual − actual one season before)², over what was known before the series' first made_on
-- source: Hyndman & Koehler (2006), Another look at measures of forecast accuracy
-- note: Only pairs exactly one season apart count, so gaps do not mix seasons.
-- note: Where made_on is unknown the whole history is taken.
-- note: A series without such a pair has no row here.
CREATE OR REPLACE TEMP TABLE forecast_scale AS
WITH before AS (
    SELECT number, period, value
    FROM forecast_known JOIN forecast_series USING (number)
    WHERE isfinite(value) AND (first_made IS NULL OR period < first_made)
)
SELECT
    later.number,
    avg(abs(later.value - earlier.value)) AS scale,
    avg((later.value - earlier.value) * (later.value - earlier.value)) AS squared_scale
FROM before AS later
JOIN before AS earlier ON earlier.number = later.number AND earlier.period = later.period - $season
GROUP BY later.number;
