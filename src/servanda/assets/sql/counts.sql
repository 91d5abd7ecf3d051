-- How many resources each class has, counted in each graph.
SELECT o AS class, count(DISTINCT s, g) AS resources FROM quads
WHERE p = '<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>' AND o LIKE '<%'
GROUP BY o ORDER BY class
