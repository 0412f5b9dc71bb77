from django.urls import include, path

from supervision.views import home

urlpatterns = [
    path("home/", home.home, name="home"),
    path("accounts/", include("allauth.account.urls")),
    path("users/", include("fulian.users.urls")),
    path("files/", include("fulian.files.urls")),
    path("inbox/", include("fulian.inbox.urls")),
    path("workdays/", include("fulian.workdays.urls")),
    path("", include("projects.urls")),
    path("", include("applications.urls")),
    path("supervision/", include("supervision.urls")),
]
