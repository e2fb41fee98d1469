"""The ten ways in which a service may be delivered, explained. A mixed market is a strength, if people can see it."""

from types import MappingProxyType

from coopcouncil.kernel.words import Said

EXPLAINED = MappingProxyType(
    {
        "neighbourhood_management": Said("Residents and the public bodies of one neighbourhood run it together."),
        "contracted": Said(
            "A public body pays somebody else to run it, under a contract with standards and an end date."
        ),
        "third_sector": Said("A charity or community group runs it. Nobody takes a profit out of it."),
        "public_sector": Said("Staff of a public body run it."),
        "mutual": Said("The people who work in it or use it own it, and each has one vote."),
        "almo": Said(
            "The council owns the homes; its own separate company, with tenants on the board, looks after them."
        ),
        "tmo": Said("Tenants of an estate have taken over its day-to-day running, and choose who leads it."),
        "foundation_trust": Said("An NHS trust with members among the public and its staff, who choose its governors."),
        "academy": Said(
            "A school that is paid for by the government and run by a trust, outside the council’s control."
        ),
        "private": Said("A business runs it for its own account."),
    }
)
