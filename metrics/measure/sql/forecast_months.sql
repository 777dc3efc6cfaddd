-- title: Error against naive by month of making
-- unit: natural logarithm of a ratio
-- formula: log(WAPE / naive WAPE) and log(WAPE) of the forecasts made in a month, on rows that have a naive
-- source: method, forecasts (erosion)
-- note: From launch, or the last retraining that the model lived to see, whichever is later.
-- note: Months in which either error is zero have no logarithm and are left out.
-- note: Made in a period whose day is unknown: its first day.
WITH lives AS (
    SELECT position, max(made) AS last_made FROM forecast_days WHERE naive_size IS NOT NULL GROUP BY position
),
starts AS (
    SELECT
        position,
        greatest($launch, coalesce(max(retrained), $launch)) AS since
    FROM lives
    LEFT JOIN (SELECT unnest($retrainings) AS retrained) ON retrained <= last_made
    GROUP BY position
),
months AS (
    SELECT
        position,
        horizon,
        since,
        CAST(date_trunc('month', made) AS DATE) AS month,
        forecast_wape(lost_beside, naive_size) AS wape,
        forecast_naive_wape(naive_lost, naive_size) AS naive_wape
    FROM forecast_days JOIN starts USING (position)
    WHERE made >= since
    GROUP BY position, horizon, since, month
)
SELECT
    model,
    horizon,
    since,
    list(year(month) * 12 + month(month) ORDER BY month) AS months,
    list(ln(wape / naive_wape) ORDER BY month) AS relative,
    list(ln(wape) ORDER BY month) AS raw
FROM months
JOIN forecast_models USING (position)
WHERE wape > 0 AND naive_wape > 0
GROUP BY position, model, horizon, since
ORDER BY position, horizon;
