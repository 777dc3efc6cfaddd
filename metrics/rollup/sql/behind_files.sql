-- title: Files behind a point
-- unit: rows
-- formula: count of the rows behind a point by the upload that they came with
-- source: design, part 1 (every number traceable to its rows)
SELECT _upload AS upload, count(*) AS rows
FROM {rows}
WHERE {time} >= $from AND {time} < $until AND ({where}) AND ({segment})
GROUP BY ALL
ORDER BY min(_seq)
