-- title: Value per driver
-- unit: the KPI's unit per `per` units of the driver
-- formula: value = sum / driver · per; numerator = sum · per, denominator = driver
-- source: method, part 4 (with a driver)
-- note: a segment is divided by the driver's same segment where the driver has that column, else by the driver's total
-- note: known and complete only where both are
INSERT INTO points
SELECT
    own.kpi,
    own.grain,
    own.segment,
    own.period,
    own.period_end,
    own.numerator * $per / nullif(driver.value, 0),
    own.numerator * $per,
    driver.value,
    own.rows,
    own.covered AND coalesce(driver.covered, false),
    own.complete AND coalesce(driver.complete, false),
    coalesce(own.partial_reason, 'driver ' || $driver || ': ' || coalesce(driver.partial_reason, if(driver.kpi IS NULL, 'no data', NULL)))
FROM _points AS own
LEFT JOIN _points AS driver
    ON driver.kpi = $driver AND driver.grain = own.grain AND driver.period = own.period
    AND driver.segment IS NOT DISTINCT FROM if(list_contains($shared, own.segment_column), own.segment, NULL)
WHERE own.kpi = $kpi AND list_contains($grains, own.grain)
