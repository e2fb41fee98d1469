from coopcouncil.foundation.permissions import permission

permission(
    "places.load",
    door=lambda actor: actor.kind in {"operator", "system"},
    says="load areas, population and postcodes from files",
)
