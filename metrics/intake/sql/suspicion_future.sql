-- title: Rows dated in the future
-- unit: rows
-- formula: rows whose time lies after now in the project's time zone, by column
-- source: method, part 1 (period): what has not happened is no fact
-- note: of forecasts only the day that they were made on; their targets lie ahead by nature
SELECT
    count(*) AS rows,
    CAST(min({at}) AS DATE) AS first,
    CAST(max({at}) AS DATE) AS last,
    min_by({{'row': {row}, 'value': CAST({at} AS VARCHAR)}}, {row}, 3) AS examples
FROM {rows}
WHERE isfinite({at}) AND {at} > $now
