-- title: Are raw control limits valid?
-- unit: autocorrelation as a correlation; trend as |t|; season as F with its degrees of freedom
-- formula: r1 = Σ(x_t − m)(x_{t+1} − m) / Σ(x − m)²; F = ((SSE(trend) − SSE(trend + season)) / (k − 1)) / (SSE(trend + season) / (n − k − 1)); t of the slope on time beside season, or alone where season cannot be tested
-- source: Proveout method §2; NIST handbook 1.3.3.1 (autocorrelation); analysis of covariance, e.g. NIST handbook 4.4.3 (least squares)
-- note: raw limits raise a signal in 63 to 94 % of unchanged series where the baseline is autocorrelated, seasonal or trending
-- note: season is tested beside trend and trend beside season, so that neither passes for the other; trend from 12 points on
-- note: the k calendar periods are months, ISO weeks, or weekdays of daily values; season is tested where n − k − 1 is at least half of k, so that most of them repeat
-- note: a sum of squares under 1e-12 of the whole is none: a trend or season without any rest has an infinite t or F; a constant baseline has neither
WITH base AS (
    SELECT
        kpi,
        grain,
        segment,
        CASE grain WHEN 'day' THEN isodow(period) ELSE slot END AS slot,
        base_value / days AS x,
        date_diff('day', DATE '2000-01-01', period) AS t,
        CASE WHEN lead(period) OVER w = period_end THEN lead(base_value / days) OVER w END AS following
    FROM judged
    WHERE base_value IS NOT NULL
    WINDOW w AS (PARTITION BY kpi, grain, segment ORDER BY period)
), centred AS (
    SELECT
        kpi,
        grain,
        segment,
        slot,
        x - avg(x) OVER every AS x,
        t - avg(t) OVER every AS t,
        following - avg(x) OVER every AS following,
        x - avg(x) OVER same AS x_within,
        t - avg(t) OVER same AS t_within
    FROM base
    WINDOW every AS (PARTITION BY kpi, grain, segment), same AS (PARTITION BY kpi, grain, segment, slot)
), sums AS (
    SELECT
        kpi,
        grain,
        segment,
        count(*) AS n,
        count(DISTINCT slot) AS k,
        sum(x ** 2) AS xx,
        sum(x * t) AS xt,
        sum(t ** 2) AS tt,
        sum(x * following) AS xf,
        sum(x_within ** 2) AS xx_within,
        sum(x_within * t_within) AS xt_within,
        sum(t_within ** 2) AS tt_within
    FROM centred
    GROUP BY kpi, grain, segment
), fits AS (
    SELECT
        *,
        k >= 2 AND n - k - 1 >= k / 2 AS repeats,
        xx - xt ** 2 / nullif(tt, 0) AS rest_of_trend,
        xx_within - xt_within ** 2 / nullif(tt_within, 0) AS rest_of_both,
        1e-12 * xx AS none
    FROM sums
)
SELECT
    kpi,
    grain,
    segment,
    n,
    xf / nullif(xx, 0) AS r1,
    CASE
        WHEN n < 12 OR xx = 0 OR (repeats AND xx_within <= none) THEN NULL
        WHEN repeats AND rest_of_both <= none OR NOT repeats AND rest_of_trend <= none THEN 'infinity'::DOUBLE
        WHEN repeats THEN abs(xt_within) / sqrt(tt_within * rest_of_both / (n - k - 1))
        ELSE abs(xt) / sqrt(tt * rest_of_trend / (n - 2))
    END AS trend_t,
    CASE
        WHEN NOT repeats OR xx = 0 OR rest_of_trend <= none THEN NULL
        WHEN rest_of_both <= none THEN 'infinity'::DOUBLE
        ELSE ((rest_of_trend - rest_of_both) / (k - 1)) / (rest_of_both / (n - k - 1))
    END AS season_f,
    k - 1 AS between_dof,
    n - k - 1 AS within_dof
FROM fits
