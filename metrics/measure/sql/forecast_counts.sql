-- title: What became of the forecast rows
-- unit: rows
-- formula: counts of rows used and left out, by cause
-- source: method, forecasts; unknown is counted, never dropped in silence
WITH measured AS (
    SELECT DISTINCT number FROM forecast_sums WHERE points > 0
)
SELECT
    coalesce((SELECT sum(given) FROM forecast_batch_sums), 0)::BIGINT
    + (SELECT count(*) FROM forecast_hidden) AS given,
    coalesce((SELECT sum(given) FROM forecast_batch_sums WHERE NOT complete), 0)::BIGINT AS incomplete,
    coalesce((SELECT sum(mismatched) FROM forecast_batch_sums), 0)::BIGINT AS mismatched,
    (SELECT count(*) FROM forecast_hidden WHERE ambiguous) AS ambiguous,
    (SELECT count(*) FROM forecast_hidden WHERE NOT ambiguous) AS superseded,
    coalesce(sum(given) FILTER (WHERE horizon < 0), 0)::BIGINT AS after_target,
    coalesce(sum(given - points), 0)::BIGINT AS without_actual,
    coalesce(sum(points), 0)::BIGINT AS measured,
    coalesce((SELECT sum(points - with_naive) FROM forecast_days), 0)::BIGINT AS without_naive,
    (SELECT count(*) FROM measured) AS series,
    (SELECT count(*) FROM measured ANTI JOIN forecast_scale USING (number)) AS series_without_scale,
    (SELECT count(*) FROM forecast_reports WHERE differ AND single) AS differing
FROM forecast_batches;
