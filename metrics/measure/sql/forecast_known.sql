-- title: What a naive forecast and a scale may look back on
-- unit: the unit of the forecast
-- formula: the history dataset, completed by actuals for series and periods that it does not have
-- source: method, forecasts
-- note: The naive takes first_value, which a forecaster could have seen; scales take value.
-- note: Periods after the last of the history are not looked for in it.
-- note: Whole-number targets without a whole-number made_on may count from another start than the history (as in the M4 files); then the history stands alone.
CREATE OR REPLACE TEMP TABLE forecast_known AS
WITH others AS (
    SELECT number, period, value, first_value
    FROM forecast_actuals JOIN forecast_series USING (series)
    WHERE $same_axis AND origin = 'actuals'
    UNION ALL
    SELECT number, period, value, first_value FROM forecast_reports WHERE $same_axis
),
history AS (
    SELECT number, period, value, first_value
    FROM forecast_actuals JOIN forecast_series USING (series)
    WHERE origin = 'history'
),
reach AS (
    SELECT max(period) AS last_period FROM history
)
SELECT number, forecast_step(period) AS period, value, first_value FROM history
UNION ALL
SELECT number, forecast_step(period), value, first_value FROM others, reach
WHERE last_period IS NULL OR period > last_period
UNION ALL
SELECT number, forecast_step(period), value, first_value
FROM (SELECT others.* FROM others, reach WHERE period <= last_period) ANTI JOIN history USING (number, period);
