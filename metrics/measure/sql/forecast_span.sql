-- title: How far numbers reach whose repeats are looked for
-- unit: grain steps, and series
-- formula: first and last number, rows, and groups: of target periods by model, series and horizon; of series by leading batch
-- source: method, forecasts (key)
SELECT
    'periods' AS numbers,
    coalesce(min(period), 0) AS first,
    coalesce(max(period), 0) AS last,
    coalesce(sum(given), 0) AS rows,
    (SELECT count(*) FROM forecast_sums) AS groups
FROM forecast_batches
UNION ALL
SELECT
    'series',
    1,
    (SELECT count(*) FROM forecast_series),
    (SELECT count(*) FROM forecast_read),
    count(*)
FROM forecast_batches
WHERE batch = leader;
