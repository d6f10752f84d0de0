"""The benchmarks of `make bench`. Ratios within one run are what counts; see docs/benchmarks.md."""
