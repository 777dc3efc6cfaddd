-- title: What a naive forecast and a scale may look back on
-- unit: the unit of the forecast
-- formula: the history dataset, completed by actuals for series and periods that it does not have
-- source: method, forecasts
-- note: The naive takes first_value, which a forecaster could have seen; scales take value.
-- note: Whole-number targets without a whole-number made_on may count from another start than the history (as in the M4 files); then the history stands alone.
CREATE OR REPLACE TEMP TABLE forecast_known AS
WITH usable AS (
    SELECT *, CASE origin WHEN 'history' THEN 0 WHEN 'actuals' THEN 1 ELSE 2 END AS place
    FROM forecast_actuals
    WHERE origin = 'history' OR $same_axis
),
better AS (
    SELECT * FROM usable
    WHERE place = (SELECT min(place) FROM usable)
)
SELECT number, period, value, first_value FROM better
UNION ALL
SELECT number, period, value, first_value FROM (
    SELECT * FROM usable WHERE place > (SELECT min(place) FROM usable)
    QUALIFY row_number() OVER (PARTITION BY number, period ORDER BY place) = 1
)
ANTI JOIN better USING (number, period);
