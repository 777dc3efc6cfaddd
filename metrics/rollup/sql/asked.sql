-- title: Live rows of the keys that a period holds
-- unit: rows
-- formula: live rows whose key one of the period's live rows has, in whatever period they stand themselves
-- source: design, part 1 (bounded exceptions to "pages read snapshots"); method, part 6 (rows)
-- note: a row of the period may be stood for by a later one of another period, so keys and not days decide what is read
SELECT live.*
FROM {source} AS live
SEMI JOIN (SELECT DISTINCT {key} FROM {source} WHERE {within}) AS asked ON {same}
