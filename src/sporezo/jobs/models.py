"""Which periodic run was taken by which worker."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class PeriodicRun(models.Model):
    """One slot of one periodic task: the first worker to write the row runs it."""

    task = models.CharField(max_length=120)
    slot = models.DateTimeField()
    taken_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("periodic run")
        constraints = [models.UniqueConstraint(fields=["task", "slot"], name="periodic_once_a_slot")]

    def __str__(self) -> str:
        return f"{self.task} {self.slot}"
