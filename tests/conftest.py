"""Settings of all tests: properties have no deadline (nothing timed is asserted), and CI draws the same examples every time."""

import os

from hypothesis import settings

settings.register_profile("gongkai", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("gongkai")
