-- title: Sums of a KPI
-- unit: the KPI's
-- formula: value, numerator and denominator of the measure over the rows that meet `where`, by period and segment
-- source: method, part 1 (point)
-- note: infinite and undefined results are null; periods without rows follow in points.sql
INSERT INTO _sums
WITH part AS (
    SELECT *, CAST(date_trunc($grain, {time}) AS DATE) AS _period {labels}
    FROM {rows}
    WHERE isfinite({time}) AND ({where})
),
sums AS (
    SELECT
        _period,
        {segment} AS _segment,
        CAST({value} AS DOUBLE) AS _value,
        CAST({numerator} AS DOUBLE) AS _numerator,
        CAST({denominator} AS DOUBLE) AS _denominator,
        count(*) AS _rows
    FROM part
    GROUP BY GROUPING SETS ({sets})
)
SELECT
    _period,
    _segment,
    CASE WHEN isfinite(_value) THEN _value END,
    CASE WHEN isfinite(_numerator) THEN _numerator END,
    CASE WHEN isfinite(_denominator) THEN _denominator END,
    _rows
FROM sums
