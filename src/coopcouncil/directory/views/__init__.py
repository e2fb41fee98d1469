"""The directory's pages: one module for services and their keeping, one for organisations and places."""

from coopcouncil.directory.views.confiding import confidential_place
from coopcouncil.directory.views.keeping import assure, edit, to_confirm
from coopcouncil.directory.views.market import market_providers, market_types, market_years, mixed_market
from coopcouncil.directory.views.places import access_point, access_points, organisation, organisations
from coopcouncil.directory.views.services import front, service, services

__all__ = [
    "access_point",
    "access_points",
    "assure",
    "confidential_place",
    "edit",
    "front",
    "market_providers",
    "market_types",
    "market_years",
    "mixed_market",
    "organisation",
    "organisations",
    "service",
    "services",
    "to_confirm",
]
