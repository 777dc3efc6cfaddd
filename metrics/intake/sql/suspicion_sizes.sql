-- title: Values of a column that have a size
-- unit: the column's
-- formula: |value| of all finite values but zero, of the file and of the rows loaded before, with their series
-- source: benchmarks/suspicion.py for the thresholds
-- note: of large files a sample of rows by their hash
CREATE OR REPLACE TEMP TABLE _sizes AS
SELECT true AS new, {at} AS _at, {series} AS _series, abs({column})::DOUBLE AS size
FROM {rows}
WHERE {column} <> 0 AND isfinite({column}::DOUBLE) AND hash(_row) % $every::UBIGINT = 0
UNION ALL
SELECT false, {at}, {series}, abs({column})::DOUBLE
FROM ({live})
WHERE {column} <> 0 AND isfinite({column}::DOUBLE) AND hash(_row) % $every_live::UBIGINT = 0
