"""Languages by their ISO 639 codes, named in the language of the page. Names are those of the Unicode CLDR."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from babel import Locale

# Names that the tables of the library lack.
_MORE = {"bfi": "British Sign Language"}
_OF_NO_PLACE = {"mul", "und", "zxx", "root"}  # several, unknown, none


@cache
def language_names(tag: str) -> Mapping[str, str]:
    """Code → name, by name, in the language of an IETF tag such as "en-GB". Only codes that a record can hold."""
    known = Locale.parse(tag, sep="-").languages
    named = {
        code: str(name)
        for code, name in [*_MORE.items(), *known.items()]
        if code.isalpha() and code.islower() and len(code) in (2, 3) and code not in _OF_NO_PLACE
    }
    return MappingProxyType(dict(sorted(named.items(), key=lambda item: item[1].casefold())))
