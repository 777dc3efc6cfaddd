-- title: Horizons by the days between making and target
-- unit: days, and grain steps
-- formula: lead = target − made_on
-- source: method, forecasts (key and horizon)
-- note: sure where a lead has one horizon and a horizon one lead, as in daily forecasts and in weekly ones made on one weekday: then ten million rows are grouped by lead, which costs a quarter less than working out the horizon of each.
CREATE OR REPLACE TEMP TABLE forecast_leads AS
WITH led AS (
    SELECT target_date - made_date AS lead, horizon, horizon_given
    FROM forecast_placed('forecast_given', $grain, $whole_numbers)
    WHERE complete
),
paired AS (
    SELECT lead, any_value(horizon) AS horizon, count(horizon_given) = 0 AND count(DISTINCT horizon) = 1 AS alone
    FROM led GROUP BY lead
)
SELECT lead, horizon, coalesce(alone AND lead IS NOT NULL AND count(*) OVER (PARTITION BY horizon) = 1, false) AS sure
FROM paired;
