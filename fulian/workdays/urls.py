from django.urls import path

from fulian.workdays import views

app_name = "workdays"
urlpatterns = [
    path("", views.index, name="index"),
    path("add/", views.add, name="add"),
    path("load/", views.load, name="load"),
    path("<int:pk>/delete/", views.delete, name="delete"),
]
