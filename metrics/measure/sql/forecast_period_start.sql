-- title: First day of a numbered period
-- unit: date
-- formula: the inverse of period_index: day, Monday of the ISO week, or first of the month
-- source: method, terms (grain, period)
CREATE OR REPLACE TEMP MACRO period_start(number, grain) AS CASE grain
    WHEN 'day' THEN DATE '1970-01-01' + CAST(number AS INTEGER)
    WHEN 'week' THEN DATE '1970-01-05' + CAST(number * 7 AS INTEGER)
    WHEN 'month' THEN CAST(DATE '1970-01-01' + to_months(CAST(number AS INTEGER)) AS DATE)
END;
