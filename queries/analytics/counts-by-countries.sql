-- Agreements per country pair, year and domain: the rows that counts-by-countries.rq gives in English
-- of one party or territory, for all of them.
-- Of the view quads (s, p, o, g); runs on DuckDB and on Spark SQL.
WITH
  facts AS (SELECT DISTINCT s, p, o FROM quads),
  countries AS (
    SELECT s AS country FROM facts
    WHERE p = '<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>'
      AND o = '<https://w3id.org/servanda/ontology#Country>'),
  linked AS (
    SELECT s AS agreement, o AS country FROM facts JOIN countries ON o = country
    WHERE p = '<https://w3id.org/servanda/ontology#linksTerritory>'),
  signed AS (
    SELECT s AS agreement, CAST(substr(o, 2, 4) AS INTEGER) AS year FROM facts
    WHERE p = '<https://w3id.org/servanda/ontology#signatureDate>'),
  tops AS (
    SELECT DISTINCT s AS domain FROM facts
    WHERE p = '<http://www.w3.org/2004/02/skos/core#topConceptOf>'),
  domains AS (
    SELECT s AS agreement, domain FROM facts JOIN tops ON o = domain
    WHERE p = '<https://w3id.org/servanda/ontology#hasDomain>'),
  names AS (
    SELECT s AS named, o AS name FROM facts
    WHERE p = '<http://www.w3.org/2004/02/skos/core#prefLabel>' AND o LIKE '%"@en')
SELECT
  one.name AS one_name, other.name AS other_name, year, top.name AS domain_name,
  count(DISTINCT a.agreement) AS agreements
FROM linked a
  JOIN linked b ON a.agreement = b.agreement AND a.country < b.country
  JOIN signed ON signed.agreement = a.agreement
  LEFT JOIN (SELECT agreement, name FROM domains JOIN names ON named = domain) top
    ON top.agreement = a.agreement
  LEFT JOIN names one ON one.named = a.country
  LEFT JOIN names other ON other.named = b.country
GROUP BY one.name, other.name, year, top.name
ORDER BY one_name NULLS FIRST, other_name NULLS FIRST, year, domain_name NULLS FIRST, agreements
