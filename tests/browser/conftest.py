"""The browser tests look at the same invented region as the unit tests of the summaries."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "unit"))
