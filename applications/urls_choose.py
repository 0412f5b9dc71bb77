"""From what came in to the signed agreement."""

from django.urls import path

from applications.views import agreement, arrival, award, review, screening

urlpatterns = [
    path("projects/<int:pk>/applications/", arrival.project_applications, name="project_applications"),
    path("applications/<int:pk>/screening/", screening.screening, name="screening"),
    path("projects/<int:pk>/experts/", review.assign, name="assign"),
    path("reviews/", review.index, name="review_index"),
    path("reviews/<int:pk>/", review.detail, name="review_detail"),
    path("reviews/<int:pk>/declare/", review.declare, name="review_declare"),
    path("reviews/<int:pk>/recuse/", review.recuse, name="review_recuse"),
    path("reviews/<int:pk>/score/", review.score, name="review_score"),
    path("reviews/<int:pk>/sign/", review.sign, name="review_sign"),
    path("projects/<int:pk>/ranking/", award.ranking, name="ranking"),
    path("projects/<int:pk>/ranking/<str:format_>/", award.ranking_export, name="ranking_export"),
    path("applications/<int:pk>/decide/", award.decide, name="decide"),
    path("applications/<int:pk>/decline/", award.decline, name="decline"),
    path("awards/", award.index, name="award_index"),
    path("catalogues/<int:pk>/publicise/", award.publicise, name="publicise"),
    path("awards/<int:pk>/confirm/", award.confirm, name="award_confirm"),
    path("agreements/", agreement.index, name="agreement_index"),
    path("agreements/<int:pk>/", agreement.detail, name="agreement_detail"),
    path("agreements/<int:pk>/edit/", agreement.edit, name="agreement_edit"),
    path("agreements/<int:pk>/pdf/", agreement.pdf, name="agreement_pdf"),
    path("agreements/<int:pk>/sign/", agreement.sign, name="agreement_sign"),
    path("agreements/<int:pk>/start/", agreement.start, name="agreement_start"),
]
