from supervision import urls_money, urls_work

app_name = "supervision"
urlpatterns = [*urls_work.urlpatterns, *urls_money.urlpatterns]
