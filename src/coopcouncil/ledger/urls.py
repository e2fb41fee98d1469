from django.urls import path

from coopcouncil.ledger import views

app_name = "ledger"
urlpatterns = [
    path("money/", views.money, name="money"),
    path("money/by/<slug:by>/", views.money_by, name="money_by"),
    path("money/<slug:organisation>/pounds/<int:number>/", views.pound, name="pound"),
    path("money/<slug:organisation>/<int:year>/<slug:budget_code>/", views.budget, name="budget"),
    path("ledger/", views.books, name="books"),
    path("ledger/<uuid:book_id>/", views.book, name="book"),
    path("ledger/<uuid:book_id>/budgets/", views.budgets, name="budgets"),
    path("ledger/<uuid:book_id>/trial-balance/", views.trial_balance, name="trial_balance"),
    path("ledger/<uuid:book_id>/postings/", views.postings, name="postings"),
    path("ledger/<uuid:book_id>/post/", views.post, name="post"),
    path("ledger/<uuid:book_id>/post/<slug:kind>/", views.post_as, name="post_as"),
    path("ledger/<uuid:book_id>/approvals/", views.approvals, name="approvals"),
    path("ledger/<uuid:book_id>/statements/", views.statements, name="statements"),
    path("ledger/budgets/<uuid:budget_id>/promises/", views.promises, name="promises"),
    path("ledger/promises/<uuid:commitment_id>/", views.promise, name="promise"),
    path("ledger/months/<uuid:period_id>/", views.month, name="month"),
    path("ledger/approvals/<uuid:proposal_id>/", views.approval, name="approval"),
    path("ledger/postings/<uuid:posting_id>/", views.posting, name="posting"),
    path("ledger/statements/<uuid:statement_id>/", views.statement, name="statement"),
    path("ledger/statements/lines/<uuid:line_id>/", views.line, name="line"),
]
