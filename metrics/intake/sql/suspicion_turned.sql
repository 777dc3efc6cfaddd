-- title: Intervals whose bounds are turned
-- unit: rows
-- formula: rows whose low bound lies above the high one
-- source: method, part 5 (interval coverage): no actual lies in such an interval, so each counts as a miss
SELECT
    count(*) AS rows,
    CAST(min({at}) AS DATE) AS first,
    CAST(max({at}) AS DATE) AS last,
    min_by({{'row': _row, 'low': {low}::VARCHAR, 'high': {high}::VARCHAR}}, _row, 3) AS examples
FROM {rows}
WHERE {low} > {high}
