-- title: Erosion against naive, from the forecasts beside their actuals
-- unit: relative, raw and the slopes in natural logarithms (0.01 a month: the error grows by 1 % a month); WAPE a fraction
-- formula: per month of making relative = ln(WAPE / naive WAPE); slope = Σ(x − mean x)(relative − mean relative) / Σ(x − mean x)², x the month's number; raw_slope the same of ln(WAPE)
-- source: method, forecasts (erosion); Newey & West (1987) for the interval; the second computation of what forecast_months.sql leads to
-- note: A row is a month; the columns from months on are of all of them together, the same in each row.
-- note: Months in which either error is zero have no logarithm and are left out.
-- note: low and high = slope ∓ c · standard error, Bartlett weights over $lags months, never narrower than for independent errors; c = $critical is the value of t for so few months, widened by fixed-b asymptotics (Kiefer & Vogelsang 2005).
WITH months AS (
    SELECT
        made_in,
        count(*) AS forecasts,
        sum(abs(error)) / nullif(sum(abs(actual)), 0) AS wape,
        sum(abs(naive - actual)) / nullif(sum(abs(actual)), 0) AS naive_wape
    FROM forecast_pairs
    GROUP BY made_in
),
points AS (
    SELECT
        *,
        12 * year(made_in) + month(made_in) AS x,
        CASE WHEN wape > 0 AND naive_wape > 0 THEN ln(wape / naive_wape) END AS relative,
        CASE WHEN wape > 0 AND naive_wape > 0 THEN ln(wape) END AS raw
    FROM months
),
line AS (
    SELECT
        count(relative) AS months,
        regr_slope(relative, x) AS slope,
        regr_slope(raw, x) AS raw_slope,
        regr_avgx(relative, x) AS middle,
        avg(relative) AS level,
        regr_sxx(relative, x) AS spread
    FROM points
),
scores AS (
    SELECT x, relative - level - slope * (x - middle) AS residual, (x - middle) * residual AS score
    FROM points, line
    WHERE relative IS NOT NULL
),
overlapping AS (
    SELECT sum(a.score * b.score * (1 - abs(a.x - b.x) / ($lags + 1.0))) AS products
    FROM scores AS a, scores AS b
    WHERE abs(a.x - b.x) <= $lags
),
width AS (
    SELECT
        $critical * sqrt(greatest(
            any_value(products) * any_value(months) / any_value(spread), sum(residual * residual)
        ) / nullif((any_value(months) - 2) * any_value(spread), 0)) AS half
    FROM scores, overlapping, line
)
SELECT
    made_in AS month,
    forecasts,
    wape,
    naive_wape,
    relative,
    raw,
    months,
    slope,
    slope - half AS low,
    slope + half AS high,
    raw_slope
FROM points, line, width
ORDER BY made_in;
