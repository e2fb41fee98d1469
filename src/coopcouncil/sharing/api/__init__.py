"""`/api/v1/notices/`: an organisation's own server fetches its notices and answers them, with its key."""

from ninja import Router

from coopcouncil.sharing.api import notices, proposals

router = Router(tags=["notices"])
for part in (notices, proposals):
    router.add_router("", part.router)
