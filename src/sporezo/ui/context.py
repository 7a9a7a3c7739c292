"""What every template knows of the instance."""

from django.conf import settings
from django.http import HttpRequest


def instance(request: HttpRequest) -> dict[str, object]:
    return {"instance_name": settings.SPOREZO_NAME, "is_demo": settings.DEMO}
