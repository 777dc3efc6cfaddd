-- title: Rows behind a point
-- unit: rows
-- formula: the rows of one period that meet the KPI's `where`, of one segment where it is one's point; a page of them
-- source: design, part 1 (bounded exceptions to "pages read snapshots")
-- note: in the order of time, upload and row, so that pages do not overlap
SELECT {columns}
FROM {rows}
WHERE {time} >= $from AND {time} < $until AND ({where}) AND ({segment})
ORDER BY {time}, _seq, _row
LIMIT $limit OFFSET $offset
