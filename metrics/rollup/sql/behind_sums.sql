-- title: A point from its rows
-- unit: the KPI's
-- formula: value, numerator and denominator of the measure over the rows behind one point, computed anew
-- source: method, part 1 (point); the second computation of what sums.sql gives for every period at once
-- note: infinite and undefined results are null
WITH part AS (
    SELECT * FROM {rows} WHERE {time} >= $from AND {time} < $until AND ({where}) AND ({segment})
),
sums AS (
    SELECT
        CAST({value} AS DOUBLE) AS _value,
        CAST({numerator} AS DOUBLE) AS _numerator,
        CAST({denominator} AS DOUBLE) AS _denominator,
        count(*) AS _rows
    FROM part
)
SELECT
    CASE WHEN isfinite(_value) THEN _value END,
    CASE WHEN isfinite(_numerator) THEN _numerator END,
    CASE WHEN isfinite(_denominator) THEN _denominator END,
    _rows
FROM sums
