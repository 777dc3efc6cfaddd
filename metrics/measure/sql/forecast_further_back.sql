-- title: Naive forecasts to be looked for further back
-- unit: series and target periods
-- formula: series and `latest` of the leading batches' rows that have no naive forecast, where the series has an actual before `latest`
-- source: method, forecasts (naive)
-- note: Only batches in which some row has no naive forecast are asked: most often there is none.
CREATE OR REPLACE TEMP TABLE forecast_further_back AS
WITH known AS (
    SELECT number, period FROM forecast_known WHERE isfinite(first_value)
),
begun AS (
    SELECT number, min(period) AS first_known FROM known GROUP BY number
),
lacking AS (
    SELECT leader AS batch FROM forecast_beside WHERE with_naive < asked
),
asked AS (
    SELECT DISTINCT r.number, b.latest AS period
    FROM forecast_read AS r
    JOIN forecast_batches AS b USING (batch)
    JOIN begun ON begun.number = r.number AND b.latest > begun.first_known
    WHERE r.actual IS NOT NULL AND b.batch IN (FROM lacking)
)
SELECT * FROM asked ANTI JOIN known USING (number, period);
