-- title: Horizons where days do not tell them
-- unit: grain steps
-- formula: lead = horizon
-- source: method, forecasts (key and horizon)
-- note: Takes the place of forecast_leads.sql.
CREATE OR REPLACE TEMP TABLE forecast_leads AS
SELECT DISTINCT horizon::BIGINT AS lead, horizon, true AS sure
FROM forecast_placed('forecast_given', $grain, $whole_numbers)
WHERE complete;
