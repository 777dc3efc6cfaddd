-- title: Points of a KPI
-- unit: the KPI's
-- formula: its sums in every period from the first to the last with rows of the dataset, for all rows and every segment value
-- source: method, part 1 (covered, partial)
-- note: a covered period without rows has the measure of no rows (a count is 0, an average null); an unknown one is null
INSERT INTO _points
SELECT
    $kpi,
    $grain,
    segment.segment,
    segment.segment_column,
    period.period,
    period.period_end,
    CASE WHEN NOT period.covered THEN NULL WHEN sums.rows IS NULL THEN $value ELSE sums.value END,
    CASE WHEN NOT period.covered THEN NULL WHEN sums.rows IS NULL THEN $numerator ELSE sums.numerator END,
    CASE WHEN NOT period.covered THEN NULL WHEN sums.rows IS NULL THEN $denominator ELSE sums.denominator END,
    coalesce(sums.rows, 0),
    period.covered,
    period.complete,
    period.reason
FROM _periods AS period
CROSS JOIN _segments AS segment
LEFT JOIN _sums AS sums ON sums.period = period.period AND sums.segment IS NOT DISTINCT FROM segment.segment
