-- The parties with the most agreements, partners and countries of partners: the numbers of
-- most-connected-parties.rq; names are left to the reader of the rows.
-- Of the view quads (s, p, o, g); runs on DuckDB and on Spark SQL.
WITH
  facts AS (SELECT DISTINCT s, p, o FROM quads),
  parties AS (
    SELECT s AS agreement, o AS party FROM facts
    WHERE p = '<https://w3id.org/servanda/ontology#hasParty>'),
  unnamed AS (
    SELECT s AS party FROM facts
    WHERE p = '<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>'
      AND o = '<https://w3id.org/servanda/ontology#UnnamedParty>'),
  stated AS (
    SELECT a.s AS agreement, b.o AS party, c.o AS country
    FROM facts a JOIN facts b ON a.o = b.s JOIN facts c ON a.o = c.s
    WHERE a.p = '<https://w3id.org/servanda/ontology#hasParticipation>'
      AND b.p = '<https://w3id.org/servanda/ontology#participant>'
      AND c.p = '<https://w3id.org/servanda/ontology#countryAsStated>')
SELECT
  a.party AS party, count(DISTINCT a.agreement) AS agreements,
  count(DISTINCT b.party) AS partners, count(DISTINCT stated.country) AS countries
FROM parties a
  JOIN parties b ON a.agreement = b.agreement AND a.party <> b.party
  LEFT JOIN stated ON stated.agreement = b.agreement AND stated.party = b.party
WHERE a.party NOT IN (SELECT party FROM unnamed)
GROUP BY a.party
HAVING count(DISTINCT a.agreement) >= 2
ORDER BY agreements DESC, partners DESC, party
