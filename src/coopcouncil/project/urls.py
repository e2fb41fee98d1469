"""Every address of the site, and who answers it."""

from django.urls import include, path

from coopcouncil.foundation import languages, pages
from coopcouncil.foundation import views as foundation
from coopcouncil.foundation.api import api

api.add_router("/life-events", "coopcouncil.frontdoor.api.life_events.router")
api.add_router("/submissions", "coopcouncil.frontdoor.api.submissions.router")
api.add_router("/drafts", "coopcouncil.frontdoor.api.drafts.router")
api.add_router("/notices", "coopcouncil.sharing.api.router")
api.add_router("/batches", "coopcouncil.sharing.api.batches.router")
api.add_router("/answers", "coopcouncil.sharing.api.batches.answers")
api.add_router("/reports", "coopcouncil.casework.api.reports.router")
api.add_router("/mail-reports", "coopcouncil.sharing.api.reports.router")
api.add_router("/cases", "coopcouncil.casework.api.cases.router")
api.add_router("/case-transfers", "coopcouncil.casework.api.transfers.router")
api.add_router("/notify-receipts", "coopcouncil.sharing.api.reports.receipts")

urlpatterns = [
    path("healthz", foundation.healthz, name="healthz"),
    path("readyz", foundation.readyz, name="readyz"),
    path("metrics", foundation.show_metrics, name="metrics"),
    path("theme.css", pages.theme, name="theme"),
    path("language/", languages.choose, name="language"),
    path("api/v1/", api.urls),
    # What residents ask for most is looked for first: each list that does not match costs time.
    path("", include("coopcouncil.frontdoor.urls")),
    path("", include("coopcouncil.people.urls")),
    path("", include("coopcouncil.places.urls")),
    path("", include("coopcouncil.directory.urls")),
    path("", include("coopcouncil.settlement.urls")),
    path("", include("coopcouncil.sharing.urls")),
    path("", include("coopcouncil.ledger.urls")),
    path("", include("coopcouncil.casework.urls")),
    path("", include("coopcouncil.reviews.urls")),
]
handler400 = "coopcouncil.foundation.pages.bad_request"
handler403 = "coopcouncil.foundation.pages.not_allowed"
handler429 = "coopcouncil.foundation.pages.too_many"  # allauth asks for it
handler404 = "coopcouncil.foundation.pages.not_found"
handler500 = "coopcouncil.foundation.pages.server_error"
