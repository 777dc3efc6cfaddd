-- title: Forecast rows that another row of the same target and horizon stands for
-- unit: rows
-- formula: of several made_on in one bucket all but the last, by made_on, then upload, then row
-- source: method, forecasts (several made_on in one bucket: the last counts)
-- note: ambiguous: one model, series and made_on has several target days inside one period; the data are finer than the grain and none of these rows is used.
CREATE OR REPLACE TEMP TABLE forecast_hidden AS
WITH repeated AS (
    SELECT *
    FROM forecast_placed('forecast_input', $grain, $whole_numbers) SEMI JOIN forecast_repeats USING (model, series, period, horizon)
    WHERE complete
),
marked AS (
    SELECT
        *,
        min(target_date) OVER same_origin <> max(target_date) OVER same_origin IS TRUE AS ambiguous
    FROM repeated
    WINDOW same_origin AS (PARTITION BY model, series, period, horizon, made_date)
)
SELECT
    _seq,
    _row,
    ambiguous
FROM marked
QUALIFY ambiguous OR row_number() OVER (
    PARTITION BY model, series, period, horizon, ambiguous
    ORDER BY made_date DESC NULLS LAST, made_step DESC NULLS LAST, _seq DESC, _row DESC
) > 1;
