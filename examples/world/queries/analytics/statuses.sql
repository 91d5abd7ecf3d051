-- Agreements per status and reason: the same rows as statuses.rq in English.
-- Of the view quads (s, p, o, g); runs on DuckDB and on Spark SQL.
WITH
  facts AS (SELECT DISTINCT s, p, o FROM quads),
  claims AS (
    SELECT a.s AS claim, a.o AS agreement, b.o AS status, c.o AS reason, d.o AS day
    FROM facts a JOIN facts b ON a.s = b.s JOIN facts c ON a.s = c.s JOIN facts d ON a.s = d.s
    WHERE a.p = '<http://www.w3.org/1999/02/22-rdf-syntax-ns#subject>'
      AND b.p = '<http://www.w3.org/1999/02/22-rdf-syntax-ns#object>'
      AND c.p = '<https://w3id.org/servanda/ontology#hasStatusReason>'
      AND d.p = '<https://w3id.org/servanda/ontology#onDay>'),
  names AS (
    SELECT s AS named, o AS name FROM facts
    WHERE p = '<http://www.w3.org/2004/02/skos/core#prefLabel>' AND o LIKE '%"@en')
SELECT
  day, one.name AS status_name, why.name AS reason_name,
  count(DISTINCT agreement) AS agreements
FROM claims
  LEFT JOIN names one ON one.named = status
  LEFT JOIN names why ON why.named = reason
GROUP BY day, one.name, why.name
ORDER BY day, status_name NULLS FIRST, reason_name NULLS FIRST
