-- title: Keys that two sets of rows share
-- unit: fraction
-- formula: share of distinct keys of the first that stand in the second; null without keys
-- source: docs/method.md, part 6 (rows)
-- note: of large files a sample of keys by their hash, the same on both sides
WITH mine AS (
    SELECT DISTINCT {mine} AS _key FROM ({rows}) WHERE {mine} IS NOT NULL AND hash({mine}) % $every::UBIGINT = 0
),
theirs AS (
    SELECT {theirs} AS _key FROM ({others}) SEMI JOIN mine ON {theirs} = mine._key
)
SELECT
    count(*) AS keys,
    count(*) FILTER (WHERE _key IN (SELECT _key FROM theirs)) / nullif(count(*), 0)::DOUBLE AS share
FROM mine
