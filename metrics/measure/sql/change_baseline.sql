-- title: Baseline
-- unit: the KPI's unit
-- formula: mean of the values of the complete periods fixed as before
-- source: Proveout method §1
-- note: points counts the periods with a value: an average without rows is none
SELECT kpi, grain, segment, count(base_value) AS points, avg(base_value) AS mean
FROM judged
WHERE phase = 'baseline'
GROUP BY kpi, grain, segment
