-- title: Forecasts beside their actuals
-- unit: the unit of the forecast
-- formula: error = forecast − actual; naive and scale as in forecast_beside.sql and forecast_scale.sql
-- source: method, forecasts (key); design, part 1 (every number traceable to its rows)
-- note: The rows that a figure is made of, one each: {asked} stands for what is asked for of a forecast (its model, horizon, target, series), {chosen} for what is asked for of a pair (made since when, beside a naive forecast, beside another model's).
-- note: target is the first day of the target's period, or the step; made_on the day or the step of making.
-- note: made_in is the first day of the month of making, a forecast made in a period whose day is unknown taken as of its first day.
-- note: {bounds} stands for the intervals' bounds, a low and a high column each level.
-- note: naive is null where no actual of the season was known when the forecast was made; scale where the series has none.
CREATE OR REPLACE TEMP TABLE forecast_pairs AS
WITH known AS (
    SELECT number, period, first_value AS naive FROM forecast_known WHERE isfinite(first_value)
),
asked AS (
    FROM forecast_errors($grain, $whole_numbers, $hidden)
    WHERE complete AND horizon IS NOT NULL AND actual IS NOT NULL AND {asked}
)
SELECT
    e.model,
    e.series,
    CASE WHEN $whole_numbers THEN e.period::VARCHAR ELSE period_start(e.period, $grain)::VARCHAR END AS target,
    CASE WHEN $whole_numbers THEN e.known_period::VARCHAR ELSE e.made_date::DATE::VARCHAR END AS made_on,
    e.horizon,
    e.forecast,
    e.actual,
    e.error,
    known.naive,
    scales.scale,
    scales.squared_scale,
    CAST(date_trunc('month', b.made) AS DATE) AS made_in,
    {bounds}
    e.period,
    e._seq,
    e._row
FROM asked AS e
JOIN forecast_series AS s ON s.series = e.series
JOIN forecast_batches AS b
    ON b.model = e.model AND b.horizon = e.horizon AND b.period = e.period AND b.origin IS NOT DISTINCT FROM e.origin
LEFT JOIN known ON known.number = s.number AND known.period = b.latest
LEFT JOIN forecast_scale AS scales ON scales.number = s.number
{chosen};
