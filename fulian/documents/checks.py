"""A deployment check: without pango there is no PDF, without a Chinese font there are only boxes in it."""

from django.core import checks

from deploy.missing import missing


@checks.register("documents", deploy=True)
def what_documents_need(app_configs, **kwargs) -> list[checks.Warning]:
    """One warning for each system package that the set-up script would install for the server."""
    return [
        checks.Warning(
            f"操作系统缺少 {package}：{why}。", hint=f"apt-get install {package}", id="documents.W001"
        )
        for package, why in missing("server")
    ]
