-- title: Files behind a forecast's figure
-- unit: rows
-- formula: count of rows by the upload that they came with: forecasts of the figure, actuals of its targets, history of its series
-- source: design, part 1 (every number traceable to its rows)
-- note: Actuals come with a dataset of their own, or with the forecasts' rows; then only those are listed that another row reported than the one that is measured. History is what naive forecasts and scales look back on.
-- note: A report's place among all is its upload's sequence times $places, plus its row (forecast_input.py).
WITH targets AS (
    SELECT DISTINCT series, period FROM forecast_pairs
),
placed AS (
    SELECT *, coalesce(step, period_index(day, $grain)) AS period FROM forecast_actual_input WHERE kept
),
inline AS (
    SELECT i.series, t.period, max(i.reported) AS reported
    FROM forecast_inline AS i
    JOIN targets AS t ON t.series = i.series AND t.period = coalesce(i.step, period_index(i.day, $grain))
    WHERE $differ AND i.kept AND isfinite(i.value)
    GROUP BY ALL
)
SELECT 'forecasts' AS part, _seq AS seq, count(*) AS rows FROM forecast_pairs GROUP BY _seq
UNION ALL
SELECT 'actuals', _seq, count(*) FROM placed SEMI JOIN targets USING (series, period) WHERE origin = 'actuals' GROUP BY _seq
UNION ALL
SELECT 'actuals', reported // $places, count(*) FROM inline GROUP BY ALL
UNION ALL
SELECT 'history', _seq, count(*) FROM placed SEMI JOIN targets USING (series) WHERE origin = 'history' GROUP BY _seq
ORDER BY part, seq;
