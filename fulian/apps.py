from django.apps import AppConfig

from fulian.documents import checks  # noqa: F401 - what it registers runs at check --deploy


class FulianConfig(AppConfig):
    name = "fulian"
    verbose_name = "妇联项目管理平台"
