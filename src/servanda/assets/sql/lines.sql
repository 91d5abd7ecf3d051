-- The lines of N-Quads, each once, in the order of their code points.
SELECT DISTINCT concat(s, ' ', p, ' ', o, ' ', g, ' .') AS line FROM quads ORDER BY line
