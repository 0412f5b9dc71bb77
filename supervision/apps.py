from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    name = "supervision"

    def ready(self):
        """Signing an agreement raises its duties and plans its instalments, in the same transaction."""
        from applications.models import Agreement  # noqa: PLC0415 - models can be imported only now
        from supervision.models.signing import begin_supervision  # noqa: PLC0415

        if begin_supervision not in Agreement.on_signing:
            Agreement.on_signing.append(begin_supervision)
