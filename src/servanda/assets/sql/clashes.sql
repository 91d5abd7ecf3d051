-- Resources that share an exact match, or an identifier of the same agency: what they share, as
-- an IRI or as the lexical forms of notation and agency, and who shares it.
WITH
  facts AS (SELECT DISTINCT s, p, o FROM quads WHERE s LIKE '<%'),
  texts AS (
    SELECT s AS node, array_sort(collect_set(regexp_extract(o, '^"(.*)"[^"]*$', 1))) AS said
    FROM facts
    WHERE p IN ('<http://www.w3.org/2004/02/skos/core#notation>',
                '<http://www.w3.org/ns/adms#schemaAgency>') AND o LIKE '"%'
    GROUP BY s),
  shared AS (
    SELECT o AS what, s AS subject FROM facts
    WHERE p = '<http://www.w3.org/2004/02/skos/core#exactMatch>'
    UNION ALL
    SELECT coalesce(array_join(said, ' '), o), s FROM facts LEFT JOIN texts ON node = o
    WHERE p = '<http://www.w3.org/ns/adms#identifier>')
SELECT what, array_sort(collect_set(subject)) AS subjects FROM shared
GROUP BY what HAVING count(DISTINCT subject) > 1 ORDER BY what
