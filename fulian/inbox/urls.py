from django.urls import path

from fulian.inbox import views

app_name = "inbox"
urlpatterns = [
    path("", views.index, name="index"),
    path("<int:pk>/", views.open_, name="open"),
    path("read/", views.read_all, name="read_all"),
]
