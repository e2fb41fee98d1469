"""Pictures made again from their dots: no position, no camera, no comment, nothing after the end."""

import io
import warnings

import pi_heif
from PIL import Image, ImageOps

from coopcouncil.kernel.words import Said
from coopcouncil.sharing.domain.documents import MOST_EDGE, MOST_PIXELS, SMALLER, RefusedFile

pi_heif.register_heif_opener()
Image.MAX_IMAGE_PIXELS = MOST_PIXELS
# Pillow warns above that and refuses at twice as many; we refuse above it, below.
warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)
_QUALITY = 88


def made_again(content: bytes, form: str) -> tuple[bytes, str]:
    """The picture encoded anew, and its media type: PNG stays PNG, everything else becomes JPEG.

    It is turned as the camera says, and made smaller where an edge is very long. `form` is Pillow's name of the only
    format tried. Raises RefusedFile for a broken picture, and for too many dots, before they are decoded.
    """
    try:
        with Image.open(io.BytesIO(content), formats=[form]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise _too_many(picture.width, picture.height)
            picture.draft("RGB", (MOST_EDGE, MOST_EDGE))  # a JPEG is decoded small at once
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((MOST_EDGE, MOST_EDGE))
            return _encoded(upright, "PNG" if form == "PNG" else "JPEG")
    except Image.DecompressionBombError as error:
        raise RefusedFile(Said("The picture is far too large to open."), SMALLER) from error
    except (OSError, ValueError, SyntaxError, EOFError, RuntimeError, MemoryError) as error:
        raise RefusedFile(Said("We cannot open the picture. It may be damaged.")) from error


def _encoded(picture: Image.Image, form: str) -> tuple[bytes, str]:
    see_through = form == "PNG" and ("A" in picture.getbands() or "transparency" in picture.info)
    mode = "RGBA" if see_through else "RGB"
    clean = Image.new(mode, picture.size)  # nothing but dots comes over
    clean.paste(picture.convert(mode))
    kept = io.BytesIO()
    if form == "PNG":
        clean.save(kept, "PNG")
        return kept.getvalue(), "image/png"
    clean.save(kept, "JPEG", quality=_QUALITY)
    return kept.getvalue(), "image/jpeg"


def _too_many(width: int, height: int) -> RefusedFile:
    millions = -(-width * height // 1_000_000)
    words = Said(
        "The picture has %(count)s million dots; %(most)s million is the most.",
        count=millions,
        most=MOST_PIXELS // 1_000_000,
    )
    return RefusedFile(words, SMALLER)
