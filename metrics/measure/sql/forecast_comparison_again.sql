-- title: Old model against new, from the forecasts beside their actuals
-- unit: lost and difference in the unit of the forecast; WAPE a fraction; dm in standard errors, negative where the new model's errors are smaller
-- formula: per target period difference = Σ|error of new| − Σ|error of old|; over T periods dm = k · mean(difference) / √(V / T)
-- source: method, forecasts; the second computation of what forecast_comparison.sql gives
-- note: A row is a target period; the columns from targets on are of all of them together, the same in each row.
-- note: V and k as in forecast_comparison.sql, with $steps = horizon + 1 periods whose errors overlap.
WITH points AS (
    SELECT
        period,
        any_value(target) AS target,
        count(*) AS forecasts,
        sum(abs(error)) FILTER (WHERE model = $old) AS lost_old,
        sum(abs(error)) FILTER (WHERE model = $new) AS lost_new,
        sum(abs(actual)) FILTER (WHERE model = $old) AS size_old,
        sum(abs(actual)) FILTER (WHERE model = $new) AS size_new
    FROM forecast_pairs
    GROUP BY period
),
totals AS (
    SELECT
        count(*) AS targets,
        sum(lost_old) / nullif(sum(size_old), 0) AS wape_old,
        sum(lost_new) / nullif(sum(size_new), 0) AS wape_new,
        avg(lost_new - lost_old) AS mean_difference
    FROM points
),
products AS (
    SELECT
        abs(a.period - b.period) AS lag,
        (a.lost_new - a.lost_old - mean_difference) * (b.lost_new - b.lost_old - mean_difference) AS product
    FROM points AS a, points AS b, totals
    WHERE abs(a.period - b.period) < $steps
),
variance AS (
    SELECT greatest(sum(product), sum(product * (1 - lag / $steps::DOUBLE))) / any_value(targets) AS v
    FROM products, totals
),
test AS (
    SELECT
        CASE WHEN v > 0 AND targets + 1 - 2 * $steps + $steps * ($steps - 1.0) / targets > 0
            THEN mean_difference / sqrt(v / targets)
                * sqrt((targets + 1 - 2 * $steps + $steps * ($steps - 1.0) / targets) / targets) END AS dm
    FROM variance, totals
)
SELECT
    target,
    forecasts,
    lost_old,
    lost_new,
    lost_new - lost_old AS difference,
    targets,
    wape_old,
    wape_new,
    dm
FROM points, totals, test
ORDER BY period;
