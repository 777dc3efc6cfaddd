-- title: Conditions that no row meets
-- unit: one row per KPI
-- formula: KPIs with periods, none of which has a row that meets `where`, nor had one when it was sealed
-- source: method, part 1 (covered)
-- note: a sealed value other than 0 says that rows met the condition then: what is 0 now may be what was wanted
SELECT kpi
FROM points
WHERE segment IS NULL
GROUP BY kpi
HAVING sum(rows) = 0 AND kpi NOT IN (SELECT kpi FROM sealed WHERE value <> 0)
ORDER BY kpi
