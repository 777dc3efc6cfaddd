-- title: What became of the forecast rows
-- unit: rows
-- formula: counts of rows used and left out, by cause
-- source: method, forecasts; unknown is counted, never dropped in silence
SELECT
    count(*) AS given,
    count(*) FILTER (WHERE state = 'incomplete') AS incomplete,
    count(*) FILTER (WHERE state = 'ambiguous') AS ambiguous,
    count(*) FILTER (WHERE state = 'superseded') AS superseded,
    count(*) FILTER (WHERE mismatched) AS mismatched,
    count(*) FILTER (WHERE state = 'used' AND horizon < 0) AS after_target,
    (SELECT count(*) FROM forecast_rows WHERE actual IS NULL) AS without_actual,
    (SELECT count(*) FROM forecast_errors) AS measured,
    (SELECT count(DISTINCT series) FROM forecast_errors) AS series,
    (SELECT count(DISTINCT series) FROM forecast_errors WHERE scale IS NULL) AS series_without_scale,
    (SELECT count(*) FROM forecast_errors WHERE naive IS NULL) AS without_naive
FROM forecast_placed;
