-- title: Rows that stand apart, before any are found
-- unit: rows
-- formula: empty tables of series, of rows hidden by another, of reports of actuals, and of reports in rows that are not measured
-- source: method, forecasts
-- note: Data without repeats, gaps and revisions leave them empty: what fills them costs more than all measures do.
CREATE OR REPLACE TEMP TABLE forecast_hidden AS
SELECT 0::BIGINT AS _seq, 0::BIGINT AS _row, false AS ambiguous LIMIT 0;
CREATE OR REPLACE TEMP TABLE forecast_series AS
SELECT '' AS series, 0 AS number, 0::BIGINT AS first_made LIMIT 0;
CREATE OR REPLACE TEMP TABLE forecast_reports AS
SELECT 0 AS number, 0::BIGINT AS period, 0.0::DOUBLE AS value, 0.0::DOUBLE AS first_value, true AS single, true AS differ
LIMIT 0;
CREATE OR REPLACE TEMP TABLE forecast_unread AS
SELECT 0 AS number, 0::BIGINT AS period, 0.0::DOUBLE AS value LIMIT 0;
CREATE OR REPLACE TEMP TABLE forecast_lost_beside AS
SELECT 0::BIGINT AS batch, 0.0::DOUBLE AS lost_beside LIMIT 0;
