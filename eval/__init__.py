"""The judge: gold cases as data, scorers, reports, benchmarks, the gate for CI."""
