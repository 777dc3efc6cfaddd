-- title: What a naive forecast and a scale may look back on
-- unit: the unit of the forecast
-- formula: the history dataset, completed by actuals for series and periods that it does not have
-- source: method, forecasts
-- note: The naive takes first_value, which a forecaster could have seen; scales take value.
-- note: Whole-number targets without a whole-number made_on may count from another start than the history (as in the M4 files); then the history stands alone.
CREATE OR REPLACE TEMP TABLE forecast_known AS
SELECT series, period, value, first_value
FROM forecast_actuals
WHERE origin = 'history' OR $same_axis
QUALIFY row_number() OVER (
    PARTITION BY series, period
    ORDER BY CASE origin WHEN 'history' THEN 0 WHEN 'actuals' THEN 1 ELSE 2 END
) = 1;
