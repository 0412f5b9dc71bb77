from django.urls import path

from applications.views import application, draft, organisation, receipt

urlpatterns = [
    path("organisations/", organisation.index, name="organisation_index"),
    path("organisations/register/", organisation.register, name="organisation_register"),
    path("organisations/<int:pk>/", organisation.detail, name="organisation_detail"),
    path("organisations/<int:pk>/edit/", organisation.edit, name="organisation_edit"),
    path("organisations/<int:pk>/attach/", organisation.attach, name="organisation_attach"),
    path(
        "organisations/<int:pk>/ask-verification/",
        organisation.ask_verification,
        name="organisation_ask_verification",
    ),
    path("organisations/<int:pk>/verify/", organisation.verify, name="organisation_verify"),
    path("organisations/<int:pk>/return/", organisation.return_, name="organisation_return"),
    path("organisations/<int:pk>/suspend/", organisation.suspend, name="organisation_suspend"),
    path("organisations/<int:pk>/restore/", organisation.restore, name="organisation_restore"),
    path("organisations/<int:pk>/flag/", organisation.flag, name="organisation_flag"),
    path("applications/", application.index, name="application_index"),
    path("applications/start/<int:project_pk>/", application.start, name="application_start"),
    path("applications/<int:pk>/", application.detail, name="application_detail"),
    path("applications/<int:pk>/edit/", draft.edit, name="application_edit"),
    path("applications/<int:pk>/attach/", application.attach, name="application_attach"),
    path("applications/<int:pk>/detach/<int:file_pk>/", application.detach, name="application_detach"),
    path("applications/<int:pk>/submit/", application.submit, name="application_submit"),
    path("applications/<int:pk>/withdraw/", application.withdraw, name="application_withdraw"),
    path("applications/<int:pk>/pdf/", application.pdf, name="application_pdf"),
    path("applications/<int:pk>/receipt/", receipt.show, name="receipt"),
    path("applications/<int:pk>/receipt/pdf/", receipt.pdf, name="receipt_pdf"),
]
