"""What libxml2 says of its own failures."""

from lxml import etree


def is_out_of_memory(error: Exception) -> bool:
    """Whether a parser gave up for want of memory. It then often cannot make an error that says so, and names no place either."""
    if not isinstance(error, etree.XMLSyntaxError):
        return False
    return getattr(error, "code", None) == etree.ErrorTypes.ERR_NO_MEMORY or (not error.lineno and str(error).startswith("unknown error"))
