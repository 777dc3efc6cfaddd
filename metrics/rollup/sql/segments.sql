-- title: Segment values
-- unit: rows
-- formula: the values of a text column with the most rows; ties by name
-- source: method, part 1 (point)
-- note: further values are one segment, (other); rows without a value are (none)
SELECT {column} AS value, count(*) AS rows
FROM {rows}
WHERE {column} IS NOT NULL AND isfinite({time})
GROUP BY ALL
ORDER BY rows DESC, value
LIMIT $most + 1
