-- title: Control-chart signals
-- unit: one row per run of periods that breaks a rule
-- formula: beyond: outside the limits; shift: 7 in a row on one side of the mean; trend: 7 in a row rising or falling; near: 2 of 3 beyond two thirds of a limit
-- source: NHS England, Making Data Count; Western Electric rules
-- note: judged are the complete periods of the baseline, as sealed where it is sealed, and after launch; transition and periods without a value break every run
-- note: beyond and near are told once a run: neighbours beyond the same limit; points near the same limit with at most one other between
-- note: charted has the values of judged, per day where a calendar counts days, or one-step residuals where raw limits are not valid
-- note: from and until are the first days of a run's first and last period
-- note: better says whether the run lies (or moves) on the KPI's better side
WITH limited AS (
    SELECT
        judged.kpi,
        judged.grain,
        judged.segment,
        judged.period,
        judged.period_end,
        judged.sign,
        CASE judged.phase WHEN 'baseline' THEN judged.base_value ELSE judged.value END AS x,
        limits.mean,
        limits.lower,
        limits.upper,
        limits.mean + (limits.upper - limits.mean) * 2 / 3 AS near_upper,
        limits.mean - (limits.mean - limits.lower) * 2 / 3 AS near_lower
    FROM charted AS judged
    JOIN limits
        ON limits.kpi = judged.kpi AND limits.grain = judged.grain
        AND limits.segment IS NOT DISTINCT FROM judged.segment
    WHERE (judged.phase = 'baseline' OR judged.phase = 'post' AND judged.complete) AND x IS NOT NULL
), ordered AS (
    SELECT
        *,
        row_number() OVER w AS i,
        coalesce(lag(period_end) OVER w = period, false) AS joined,
        sign(x - mean) AS side,
        CASE WHEN lag(period_end) OVER w = period THEN sign(x - lag(x) OVER w) END AS move,
        CASE WHEN x > near_upper THEN 1 WHEN x < near_lower THEN -1 ELSE 0 END AS near_side,
        CASE WHEN x > upper THEN 1 WHEN x < lower THEN -1 ELSE 0 END AS beyond_side
    FROM limited
    WINDOW w AS (PARTITION BY kpi, grain, segment ORDER BY period)
), compared AS (
    SELECT
        *,
        CASE WHEN joined AND side = lag(side) OVER w THEN 0 ELSE 1 END AS side_turns,
        CASE WHEN joined AND move = lag(move) OVER w THEN 0 ELSE 1 END AS move_turns
    FROM ordered
    WINDOW w AS (PARTITION BY kpi, grain, segment ORDER BY period)
), breaks AS (
    SELECT
        *,
        sum(side_turns) OVER w AS side_run,
        sum(move_turns) OVER w AS move_run,
        count(*) FILTER (NOT joined) OVER w AS stretch -- periods in a row, without an unknown one
    FROM compared
    WINDOW w AS (PARTITION BY kpi, grain, segment ORDER BY period)
), outlying AS (
    -- a reach of 1 links neighbours, of 2 also two points of three
    SELECT breaks.*, rules.rule, rules.side AS outer_side, rules.least,
        CASE WHEN i - lag(i) OVER same <= rules.reach THEN 0 ELSE 1 END AS starts
    FROM breaks
    CROSS JOIN LATERAL (VALUES ('beyond', beyond_side, 1, 1), ('near', near_side, 2, 2))
        AS rules(rule, side, reach, least)
    WHERE rules.side <> 0
    WINDOW same AS (PARTITION BY kpi, grain, segment, stretch, rules.rule, rules.side ORDER BY period)
), chained AS (
    SELECT *, sum(starts) OVER (PARTITION BY kpi, grain, segment, stretch, rule, outer_side ORDER BY period) AS chain
    FROM outlying
), found AS (
    SELECT kpi, grain, segment, rule, min(period) AS from_period, max(period) AS until_period,
        any_value(sign) * outer_side > 0 AS better
    FROM chained
    GROUP BY kpi, grain, segment, stretch, rule, outer_side, chain, least
    HAVING count(*) >= least
    UNION ALL
    SELECT kpi, grain, segment, 'shift', min(period), max(period), any_value(sign) * any_value(side) > 0
    FROM breaks
    WHERE side <> 0
    GROUP BY kpi, grain, segment, side_run
    HAVING count(*) >= 7
    UNION ALL
    -- six moves in one direction join seven points; the run begins one period before its first move
    SELECT kpi, grain, segment, 'trend', min(start), max(period), any_value(sign) * any_value(move) > 0
    FROM (
        SELECT *, lag(period) OVER (PARTITION BY kpi, grain, segment ORDER BY period) AS start FROM breaks
    )
    WHERE move IN (-1, 1)
    GROUP BY kpi, grain, segment, move_run
    HAVING count(*) >= 6
)
SELECT kpi, grain, segment, rule, from_period, until_period, better
FROM found
ORDER BY kpi, grain, segment, from_period, rule
