"""Who lives with whom: the relations, in the terms of the field, and how each reads from the other side.

The terms are those of the GSS harmonised standard "Household relationships" (Government Statistical Service, published
27 November 2020); foster relations, which it counts as not related, are named of their own.
"""

from datetime import timedelta

from coopcouncil.kernel.words import Said

# "They are my …", by code.
RELATIONS = {
    "spouse": Said("Husband or wife"),
    "civil_partner": Said("Legally registered civil partner"),
    "partner": Said("Partner"),
    "child": Said("Son or daughter (including adopted)"),
    "stepchild": Said("Stepson or stepdaughter"),
    "foster_child": Said("Foster child"),
    "child_in_law": Said("Son-in-law or daughter-in-law"),
    "parent": Said("Father or mother (including adoptive)"),
    "step_parent": Said("Stepfather or stepmother"),
    "foster_parent": Said("Foster parent"),
    "parent_in_law": Said("Father-in-law or mother-in-law"),
    "sibling": Said("Brother or sister (including half and adopted)"),
    "step_sibling": Said("Stepbrother or stepsister"),
    "foster_sibling": Said("Foster brother or sister"),
    "sibling_in_law": Said("Brother-in-law or sister-in-law"),
    "grandchild": Said("Grandson or granddaughter"),
    "grandparent": Said("Grandfather or grandmother"),
    "other_relative": Said("Other relative"),
    "other": Said("Not related, such as a friend, a lodger or a carer"),
}
_ACROSS = {
    "child": "parent",
    "stepchild": "step_parent",
    "foster_child": "foster_parent",
    "child_in_law": "parent_in_law",
    "grandchild": "grandparent",
}
_OTHER_WAY = {**_ACROSS, **{higher: lower for lower, higher in _ACROSS.items()}}
# So many at once; who runs a home for more tells us of it as a service.
MOST = 30
GROWN_UP = 18  # years
# For whoever is handed a code: a letter between two who see each other, and no more.
CODE_HOLDS_FOR = timedelta(days=14)


def other_way(relation: str) -> str:
    """What I am to whoever says that I am their `relation`. Raises KeyError for a relation that is none."""
    RELATIONS[relation]
    return _OTHER_WAY.get(relation, relation)
