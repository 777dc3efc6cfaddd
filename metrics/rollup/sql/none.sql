-- title: A KPI over no rows
-- unit: the KPI's
-- formula: the measure over an empty table: counts and sums 0, averages, ratios and quantiles null
-- source: method, part 1 (covered)
SELECT CAST({value} AS DOUBLE), CAST({numerator} AS DOUBLE), CAST({denominator} AS DOUBLE) FROM {rows} WHERE false
