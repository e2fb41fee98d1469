"""When two records may be said to be of one person, and when they are parted again."""

from collections.abc import Collection

from coopcouncil.kernel.words import Said

# Why an officer thinks that two records are of one person. Codes, so that no fact comes into a log.
GROUNDS = {
    "documents": Said("They showed a document for each"),
    "same_name_and_birth": Said("The same name and date of birth"),
    "same_reach": Said("The same address or phone number"),
    "signed_in": Said("They signed in to each, with me there"),
}
# Without it nobody proposes: one of the two may be kept secret from somebody who can open the other.
ASKED = "asked_alone"
PARTING = {
    "two_people": Said("They are two people"),
    "not_safe": Said("It is not safe for them"),
    "they_ask": Said("They asked for it"),
}
OBJECTED = "objected"
WORDS = {
    **GROUNDS,
    ASKED: Said("I asked them, with nobody else there, and they want it"),
    **PARTING,
    OBJECTED: Said("The person says that it is wrong"),
}


def enough_to_join(grounds: Collection[str]) -> bool:
    """Whether these grounds carry a proposal: the person was asked alone, and one thing at least shows it.

    The same address or number alone shows only that two people live together.
    """
    return ASKED in grounds and bool(set(grounds) & (set(GROUNDS) - {"same_reach"})) and set(grounds) <= set(WORDS)


_TOLD = {
    "documents": Said("You showed a document for each"),
    "same_name_and_birth": Said("Both have your name and date of birth"),
    "same_reach": Said("Both have the same address or phone number"),
    "signed_in": Said("You signed in to each, with an officer there"),
    ASKED: Said("An officer asked you, and you wanted it"),
}


def as_told(grounds: Collection[str]) -> list[Said]:
    """The grounds of a link, as they are said to its person."""
    return [said for code, said in _TOLD.items() if code in grounds]
