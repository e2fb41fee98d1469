"""The ten ways in which a service may be delivered, explained. A mixed market is a strength, if people can see it."""

from types import MappingProxyType

EXPLAINED = MappingProxyType(
    {
        "neighbourhood_management": "Residents and the public bodies of one neighbourhood run it together.",
        "contracted": "A public body pays somebody else to run it, under a contract with standards and an end date.",
        "third_sector": "A charity or community group runs it. Nobody takes a profit out of it.",
        "public_sector": "Staff of a public body run it.",
        "mutual": "The people who work in it or use it own it, and each has one vote.",
        "almo": "The council owns the homes; its own separate company, with tenants on the board, looks after them.",
        "tmo": "Tenants of an estate have taken over its day-to-day running, and choose who leads it.",
        "foundation_trust": "An NHS trust with members among the public and its staff, who choose its governors.",
        "academy": "A school that is paid for by the government and run by a trust, outside the council’s control.",
        "private": "A business runs it for its own account.",
    }
)
