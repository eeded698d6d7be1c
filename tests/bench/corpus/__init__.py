"""Reports made up for measuring the readers: figures drawn at random, rendered as agencies publish them, with the truth beside them.

Run as ``python -m tests.bench.corpus OUT --count 2000 --seed 1``. Nothing here knows how the readers work.
"""
