INSERT DATA { GRAPH $graph {
$statements
} }
