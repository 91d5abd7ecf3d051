-- Agreements per domain, those of narrower domains included: the numbers of
-- agreements-by-domain.rq; names are left to the reader of the rows.
-- Of the view quads (s, p, o, g); runs on DuckDB and on Spark SQL from version 4.1.
WITH RECURSIVE
  facts AS (SELECT DISTINCT s, p, o FROM quads),
  broader AS (
    SELECT s AS narrow, o AS wide FROM facts
    WHERE p = '<http://www.w3.org/2004/02/skos/core#broader>'),
  above (domain, upper, steps) AS (
    SELECT DISTINCT o, o, 0 FROM facts
    WHERE p = '<https://w3id.org/servanda/ontology#hasDomain>'
    UNION ALL
    SELECT above.domain, broader.wide, above.steps + 1
    FROM above JOIN broader ON broader.narrow = above.upper WHERE above.steps < 20)
SELECT upper AS domain, count(DISTINCT s) AS agreements
FROM facts JOIN above ON facts.o = above.domain
WHERE p = '<https://w3id.org/servanda/ontology#hasDomain>'
GROUP BY upper
ORDER BY agreements DESC, domain
