from django.urls import path

from supervision.views import archive, budget, closeout, follow_up, money

urlpatterns = [
    path("<int:pk>/money/", money.index, name="money"),
    path("<int:pk>/ledger/", money.ledger_export, name="ledger_export"),
    path("instalments/<int:pk>/", money.instalment_detail, name="instalment_detail"),
    path("instalments/<int:pk>/request/", money.instalment_request, name="instalment_request"),
    path("instalments/<int:pk>/approve/", money.instalment_approve, name="instalment_approve"),
    path("instalments/<int:pk>/return/", money.instalment_return, name="instalment_return"),
    path("instalments/<int:pk>/pay/", money.instalment_pay, name="instalment_pay"),
    path("<int:pk>/expenses/new/", money.expense_create, name="expense_create"),
    path("expenses/<int:pk>/", money.expense_detail, name="expense_detail"),
    path("expenses/<int:pk>/edit/", money.expense_edit, name="expense_edit"),
    path("expenses/<int:pk>/verify/", money.expense_verify, name="expense_verify"),
    path("expenses/<int:pk>/question/", money.expense_question, name="expense_question"),
    path("budget/<int:year>/", budget.year, name="budget_year"),
    path("budget/<int:year>/export/", budget.export, name="budget_export"),
    path("<int:pk>/closeout/", closeout.open_, name="closeout_open"),
    path("closeouts/<int:pk>/", closeout.detail, name="closeout_detail"),
    path("closeouts/<int:pk>/edit/", closeout.edit, name="closeout_edit"),
    path("closeouts/<int:pk>/submit/", closeout.submit, name="closeout_submit"),
    path("closeouts/<int:pk>/return/", closeout.return_, name="closeout_return"),
    path("closeouts/<int:pk>/accept/", closeout.accept, name="closeout_accept"),
    path("closeouts/<int:pk>/pdf/", closeout.pdf, name="closeout_pdf"),
    path("closeouts/<int:pk>/book/", closeout.book, name="closeout_book"),
    path("<int:pk>/archive/", archive.build, name="archive_build"),
    path("archives/<int:pk>/", archive.detail, name="archive_detail"),
    path("follow-up/", follow_up.index, name="follow_up_index"),
    path("follow-up/<int:pk>/", follow_up.detail, name="follow_up"),
]
