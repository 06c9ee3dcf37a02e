"""Reproducible data and timings, ours beside the peers'. See ``docs/benchmarks.md``.

    python3 -m dev database bench_data --no-demo
    python3 -m dev run -- python -m benchmarks.generate bench_data --scale standard
    python3 -m dev run -- python -m benchmarks.run bench_data --peers
"""
