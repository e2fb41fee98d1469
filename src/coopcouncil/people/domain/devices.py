"""In which browser, on what kind of machine, as far as a browser says so itself: codes of two short lists.

The rest of what it says (versions, models) would single people out, and is not kept.
"""

# The first that is found names it: most browsers also carry the names of those that they descend from.
_BROWSERS = (
    ("Edg", "edge"), ("OPR", "opera"), ("SamsungBrowser", "samsung"), ("Firefox", "firefox"), ("FxiOS", "firefox"),
    ("CriOS", "chrome"), ("Chrome", "chrome"), ("Safari", "safari"),
)  # fmt: skip
_MACHINES = (
    ("iPhone", "iphone"), ("iPad", "ipad"), ("Android", "android"), ("Windows", "windows"), ("CrOS", "chromebook"),
    ("Macintosh", "mac"), ("Linux", "linux"),
)  # fmt: skip


def device(user_agent: str) -> str:
    """Codes of browser and machine, such as "firefox windows"; "" stands for each that is not known."""
    found = [next((code for sign, code in known if sign in user_agent), "") for known in (_BROWSERS, _MACHINES)]
    return " ".join(found) if all(found) else found[0] or found[1]
