-- title: Whether rows of one target hold the same actual
-- unit: true or false
-- formula: no series and period has two different values, or a value in some rows only
-- source: method, forecasts (actuals)
SELECT count(*) = 0 FROM forecast_reports WHERE missing OR value <> first_value;
