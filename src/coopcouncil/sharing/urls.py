from django.urls import path

from coopcouncil.sharing import views
from coopcouncil.sharing.views import governing, helping, lawful, rights

app_name = "sharing"
urlpatterns = [
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/all/", views.whole_inbox, name="whole_inbox"),
    path("messages/", views.messages, name="messages"),
    path("messages/<uuid:message_id>/again/", views.write_again, name="write_again"),
    path("decisions/<uuid:decision_id>/letter/", views.decision_letter, name="decision_letter"),
    path("wrong-report/", views.wrong_report, name="wrong_report"),
    path("inbox/asked/", helping.asked, name="asked"),
    path("inbox/asked/<uuid:help_id>/", helping.help_page, name="help"),
    path("inbox/<uuid:notice_id>/", views.notice, name="notice"),
    path("inbox/<uuid:notice_id>/answer/", views.answer, name="answer"),
    path("inbox/<uuid:notice_id>/documents/<uuid:document_id>/", views.document, name="document"),
    path("notices/<uuid:submission_id>/documents/<uuid:document_id>/", views.own_document, name="own_document"),
    path("account/agreed-to/<uuid:consent_id>/receipt/", lawful.receipt, name="consent_receipt"),
    path("schemas/consent-receipt-1.0.json", lawful.receipt_schema, name="receipt_schema"),
    path("deliveries/", views.deliveries, name="deliveries"),
    path("deliveries/<uuid:delivery_id>/replay/", views.replay, name="replay"),
    path("connections/", views.connections, name="connections"),
    path("connections/<uuid:organisation_id>/", views.connection, name="connection"),
    path("connections/<uuid:organisation_id>/key/", views.make_key, name="make_key"),
    path("connections/<uuid:organisation_id>/secret/", views.rotate_secret, name="rotate_secret"),
    path("connections/<uuid:organisation_id>/test/", views.send_test, name="send_test"),
    path("connections/keys/<uuid:key_id>/revoke/", views.revoke_key, name="revoke_key"),
    path("account/data/", rights.my_data, name="my_data"),
    path("account/data/<uuid:request_id>/", rights.my_request, name="my_request"),
    path("account/data/<uuid:request_id>/file/", rights.my_file, name="my_file"),
    path("data-requests/", governing.data_requests, name="data_requests"),
    path("data-requests/new/", governing.record_request, name="record_request"),
    path("data-requests/<uuid:request_id>/", governing.data_request, name="data_request"),
    path("data-requests/<uuid:request_id>/items/", governing.review_items, name="review_items"),
    path("data-requests/<uuid:request_id>/items/<int:number>/", governing.review_item, name="review_item"),
    path("data-requests/<uuid:request_id>/<slug:verb>/", governing.act_on_request, name="act_on_request"),
]
