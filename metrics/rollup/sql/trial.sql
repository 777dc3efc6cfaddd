-- title: Trial of a formula
-- unit: the KPI's
-- formula: the measure over the first rows of one file that meet `where`, by month; the latest months
-- source: design, part 1 (bounded exceptions to "pages read snapshots")
WITH sample AS (
    SELECT {columns} FROM {file} LIMIT $sample
),
months AS (
    SELECT CAST(date_trunc('month', {time}) AS DATE) AS _month, CAST({value} AS DOUBLE) AS _value, count(*) AS _rows
    FROM sample
    WHERE isfinite({time}) AND ({where})
    GROUP BY _month
    ORDER BY _month DESC
    LIMIT $most
)
SELECT _month, CASE WHEN isfinite(_value) THEN _value END, _rows FROM months ORDER BY _month
