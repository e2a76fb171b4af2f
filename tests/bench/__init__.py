"""What the pages cost: `python -m tests.bench` prints the table. What each line means is in docs/benchmark.md."""
