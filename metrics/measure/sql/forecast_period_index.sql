-- title: Number of the period that a day lies in
-- unit: grain steps
-- formula: days since 1970-01-01, ISO weeks since 1970-01-05, or months since 1970-01
-- source: method, terms (grain, period)
-- note: Whole numbers turn horizons, lags and seasons into plain arithmetic; forecast_period_start.sql is its inverse. Whole division rounds towards zero, so weeks are counted from 100,000 weeks earlier (the year 54): every day that intake accepts lies after it.
CREATE OR REPLACE TEMP MACRO period_index(day, grain) AS CASE grain
    WHEN 'day' THEN CAST(day - DATE '1970-01-01' AS BIGINT)
    WHEN 'week' THEN CAST((CAST(day AS DATE) - DATE '1970-01-05' + 700000) // 7 - 100000 AS BIGINT)
    WHEN 'month' THEN CAST((year(day) - 1970) * 12 + month(day) - 1 AS BIGINT)
END;
