from applications import urls_apply, urls_choose

app_name = "applications"
urlpatterns = [*urls_apply.urlpatterns, *urls_choose.urlpatterns]
