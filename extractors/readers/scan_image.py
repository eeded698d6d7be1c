"""Pictures of pages from files: PNG, JPEG and TIFF, within limits that are checked before anything is unpacked."""

import io
import struct
import warnings
import zlib
from collections.abc import Iterator

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from extractors.document import UnreadableDocument
from extractors.readers.scan_page import Array
from extractors.readers.scan_stack import stacked

MAX_PIXELS = 40_000_000
"""An A3 page at 400 dpi has 31 million."""
MAX_PAGES = 60
_DAMAGE = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    OverflowError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    struct.error,
    zlib.error,
)
_FORMATS = ("PNG", "JPEG", "TIFF", "MPO")


def pages_of(content: bytes) -> Iterator[Array]:
    """The pages of a picture file, RGB, upright as the file's own mark of orientation says, a long picture cut where its pages meet.

    Raises :class:`UnreadableDocument`: ``broken`` where it cannot be unpacked, ``too_large`` beyond pixels or pages.
    """
    image = _open(content)
    frames = getattr(image, "n_frames", 1)
    if frames > MAX_PAGES and image.format != "MPO":
        raise UnreadableDocument("too_large", f"The picture file has {frames} pages, more than the {MAX_PAGES} allowed; split it.")
    for number in range(1 if image.format == "MPO" else frames):
        yield from stacked(_frame(image, number))


def _open(content: bytes) -> Image.Image:
    with warnings.catch_warnings():
        # Our own limit, checked before a pixel is unpacked, is lower than the one that Pillow warns of.
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        try:
            return Image.open(io.BytesIO(content), formats=_FORMATS)
        except Image.DecompressionBombError as error:
            raise UnreadableDocument("too_large", f"The picture is too large ({error}); save it smaller.") from error
        except (*_DAMAGE, UnidentifiedImageError) as error:
            raise _broken(error) from error


def _frame(image: Image.Image, number: int) -> Array:
    try:
        if number:
            image.seek(number)
        _check_size(*image.size)
        return _rgb(image)
    except Image.DecompressionBombError as error:
        raise UnreadableDocument("too_large", f"The picture is too large ({error}); save it smaller.") from error
    except _DAMAGE as error:
        raise _broken(error) from error


def _check_size(width: int, height: int) -> None:
    if width < 8 or height < 8:
        raise UnreadableDocument("broken", f"The picture is {width} by {height} pixels: nothing can be read in it; fetch it again.")
    if width * height > MAX_PIXELS:
        message = f"The picture is {width} by {height} pixels, more than the {MAX_PIXELS // 1_000_000} million allowed; save it smaller."
        raise UnreadableDocument("too_large", message)


def _rgb(image: Image.Image) -> Array:
    """Any mode as RGB on white paper."""
    upright = ImageOps.exif_transpose(image)
    if upright.mode in ("I;16", "I;16B", "I;16L", "I", "F"):
        values = np.asarray(upright, dtype=np.float32)
        span = float(values.max()) or 1.0
        upright = Image.fromarray((values * (255.0 / span)).clip(0, 255).astype(np.uint8))
    if upright.mode in ("LA", "RGBA", "PA", "La", "RGBa") or "transparency" in upright.info:
        layer = upright.convert("RGBA")
        paper = Image.new("RGBA", layer.size, (255, 255, 255, 255))
        upright = Image.alpha_composite(paper, layer)
    return np.ascontiguousarray(np.asarray(upright.convert("RGB"), dtype=np.uint8))


def _broken(error: BaseException) -> UnreadableDocument:
    reason = f"{type(error).__name__}: {error}"[:200]
    return UnreadableDocument("broken", f"The picture is damaged or truncated ({reason}); fetch it or ask for it again.")
