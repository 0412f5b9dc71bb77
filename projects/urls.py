from django.urls import path

from projects.views import catalogue, importing, notice, project

app_name = "projects"
urlpatterns = [
    path("", catalogue.front, name="catalogue"),
    path("catalogues/", catalogue.index, name="catalogue_index"),
    path("catalogues/import/", importing.upload, name="import_upload"),
    path("catalogues/import/preview/", importing.preview, name="import_preview"),
    path("catalogues/import/confirm/", importing.confirm, name="import_confirm"),
    path("catalogues/<int:pk>/", catalogue.detail, name="catalogue_detail"),
    path("catalogues/<int:pk>/edit/", catalogue.edit, name="catalogue_edit"),
    path(
        "catalogues/<int:pk>/send-for-approval/",
        catalogue.send_for_approval,
        name="catalogue_send_for_approval",
    ),
    path("catalogues/<int:pk>/send-back/", catalogue.send_back, name="catalogue_send_back"),
    path("catalogues/<int:pk>/publish/", catalogue.publish, name="catalogue_publish"),
    path("catalogues/<int:pk>/close/", catalogue.close, name="catalogue_close"),
    path("catalogues/<int:pk>/export/<slug:kind>/", catalogue.export, name="catalogue_export"),
    path("projects/", project.index, name="index"),
    path("projects/<int:pk>/", project.detail, name="detail"),
    path("projects/<int:pk>/edit/", project.edit, name="edit"),
    path("projects/<int:pk>/confirm/", project.confirm, name="confirm"),
    path("projects/<int:pk>/hand-in/", project.hand_in, name="hand_in"),
    path("projects/<int:pk>/accept/", project.accept, name="accept"),
    path("projects/<int:pk>/send-back/", project.send_back, name="send_back"),
    path("projects/<int:pk>/cancel/", project.cancel, name="cancel"),
    path("notices/", notice.index, name="notice_index"),
    path("notices/<int:pk>/", notice.detail, name="notice_detail"),
    path("notices/<int:pk>/edit/", notice.edit, name="notice_edit"),
    path("notices/<int:pk>/publish/", notice.publish, name="notice_publish"),
    path("notices/<int:pk>/end/", notice.end, name="notice_end"),
    path("notices/<int:pk>/withdraw/", notice.withdraw, name="notice_withdraw"),
]
