"""Where the files are that ship with the project."""

from functools import lru_cache
from pathlib import Path

_HERE = Path(__file__).resolve().parent


def shipped(*parts: str) -> Path:
    """A file or folder that ships with the project: inside the installed package, else in the checkout."""
    packed = _HERE / "_shipped"
    return (packed if packed.is_dir() else _HERE.parent).joinpath(*parts)


@lru_cache(maxsize=1)
def forms_folder() -> Path:
    """The folder of the form editions, which only ship."""
    return shipped("data", "forms")
