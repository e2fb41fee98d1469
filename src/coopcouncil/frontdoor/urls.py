from django.urls import path

from coopcouncil.frontdoor.views import audit, journey, notices, pages

app_name = "frontdoor"
urlpatterns = [
    path("", pages.home, name="home"),
    path("get-help/", pages.get_help, name="get_help"),
    path("report/", pages.report, name="report"),
    path("have-your-say/", pages.have_your_say, name="have_your_say"),
    path("agreed/", pages.agreed, name="agreed"),
    path("search/", pages.search, name="search"),
    path("account/", pages.account, name="account"),
    path("desk/", pages.desk, name="desk"),
    path("admin-desk/audit/", audit.audit, name="audit"),
    path("about/", pages.about, name="about"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("privacy/", pages.privacy, name="privacy"),
    path("cookies/", pages.cookies, name="cookies"),
    path("developers/", pages.developers, name="developers"),
    path("life-events/", journey.life_events, name="life_events"),
    path("life-events/<slug:code>/", journey.life_event, name="life_event"),
    path("tell-us/<uuid:draft_id>/", journey.resume, name="resume"),
    path("tell-us/<uuid:draft_id>/question/<str:fact_code>/", journey.question, name="question"),
    path("tell-us/<uuid:draft_id>/check/", journey.check, name="check"),
    path("tell-us/<uuid:draft_id>/who/", journey.who, name="who"),
    path("tell-us/<uuid:draft_id>/discard/", journey.discard, name="discard"),
    path("tell-us/<uuid:draft_id>/save/", journey.save, name="save"),
    path("tell-us/<uuid:draft_id>/saved/", journey.saved, name="saved"),
    path("tell-us/<uuid:draft_id>/keep/", journey.keep_draft, name="keep_draft"),
    path("come-back/", journey.come_back, name="come_back"),
    path("come-back/<str:token>/", journey.come_back_by_link, name="come_back_by_link"),
    path("notices/", notices.notices, name="notices"),
    path("notices/keep/", notices.keep, name="keep"),
    path("notices/forget/", notices.forget, name="forget"),
    path("notices/<uuid:submission_id>/", notices.submission, name="submission"),
    path("notices/<uuid:submission_id>/sent/", notices.sent, name="sent"),
    path("notices/<uuid:submission_id>/print/", notices.as_pdf, name="print"),
]
