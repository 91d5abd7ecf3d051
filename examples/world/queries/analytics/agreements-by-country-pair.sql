-- Agreements per pair of countries and year: the same rows as agreements-by-country-pair.rq.
-- Of the view quads (s, p, o, g); runs on DuckDB and on Spark SQL.
WITH
  facts AS (SELECT DISTINCT s, p, o FROM quads),
  agreements AS (
    SELECT s AS agreement FROM facts
    WHERE p = '<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>'
      AND o = '<https://w3id.org/servanda/ontology#Agreement>'),
  parties AS (
    SELECT s AS agreement, o AS party FROM facts
    WHERE p = '<https://w3id.org/servanda/ontology#hasParty>'),
  countries AS (
    SELECT s AS holder, o AS country FROM facts
    WHERE p = '<https://w3id.org/servanda/ontology#countryAsStated>'),
  said AS (
    SELECT a.s AS agreement, b.o AS party, country
    FROM facts a JOIN facts b ON a.o = b.s JOIN countries ON holder = a.o
    WHERE a.p = '<https://w3id.org/servanda/ontology#hasParticipation>'
      AND b.p = '<https://w3id.org/servanda/ontology#participant>'),
  placed AS (
    SELECT parties.agreement, parties.party, coalesce(said.country, countries.country) AS country
    FROM parties JOIN agreements ON agreements.agreement = parties.agreement
      LEFT JOIN said ON said.agreement = parties.agreement AND said.party = parties.party
      LEFT JOIN countries ON holder = parties.party),
  signatures AS (
    SELECT DISTINCT event.s AS agreement, event.o AS event FROM facts event
      JOIN facts kind ON kind.s = event.o JOIN facts code ON code.s = kind.o
    WHERE event.p = '<https://w3id.org/servanda/ontology#hasEvent>'
      AND kind.p = '<https://w3id.org/servanda/ontology#hasEventType>'
      AND code.p = '<http://www.w3.org/2004/02/skos/core#notation>' AND code.o = '"signature"'),
  planned AS (
    SELECT state.s AS event FROM facts state JOIN facts code ON code.s = state.o
    WHERE state.p = '<https://w3id.org/servanda/ontology#hasEventState>'
      AND code.p = '<http://www.w3.org/2004/02/skos/core#notation>' AND code.o = '"planned"'),
  dated AS (
    SELECT agreement, substr(first.o, 2, 4) AS year
    FROM signatures JOIN facts first ON first.s = event JOIN facts last ON last.s = event
    WHERE first.p = '<https://w3id.org/servanda/ontology#earliestDate>'
      AND last.p = '<https://w3id.org/servanda/ontology#latestDate>'
      AND substr(first.o, 2, 4) = substr(last.o, 2, 4)
      AND event NOT IN (SELECT event FROM planned)),
  days AS (
    SELECT s AS agreement, substr(o, 2, 4) AS year FROM facts
    WHERE p = '<https://w3id.org/servanda/ontology#signatureDate>')
SELECT
  one.country AS country_1, other.country AS country_2,
  CAST(coalesce(dated.year, days.year) AS INTEGER) AS year,
  count(DISTINCT one.agreement) AS agreements
FROM placed one
  JOIN placed other ON one.agreement = other.agreement AND one.party <> other.party
    AND one.country <= other.country
  LEFT JOIN dated ON dated.agreement = one.agreement
  LEFT JOIN days ON days.agreement = one.agreement
GROUP BY one.country, other.country, coalesce(dated.year, days.year)
ORDER BY country_1, country_2, year NULLS FIRST
