"""What is said in a session's thread."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from sporezo.meets.enums import (
    PostKind,
)
from sporezo.meets.models.session import Meet


class Post(models.Model):
    """A line in a session's thread. Taken back, its words are gone; hidden, they stay for the moderators alone."""

    meet = models.ForeignKey(Meet, models.CASCADE, related_name="posts")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="posts")
    kind = models.CharField(max_length=15, choices=PostKind, default=PostKind.WORD)
    words = models.TextField(max_length=1000, blank=True)
    key = models.UUIDField()  # of the form it was typed in: sent twice, it is said once
    turn = models.PositiveIntegerField()  # the session's `said` when it was last changed
    said_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    hidden_because = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("post")
        constraints = [
            models.UniqueConstraint(fields=["meet", "turn"], name="post_one_a_turn"),
            models.UniqueConstraint(fields=["author", "key"], name="post_said_once"),
        ]
        indexes = [models.Index(fields=["author", "said_at"], name="post_author_recent")]

    def __str__(self) -> str:
        return f"{self.author_id} in {self.meet_id}"


class PostReport(models.Model):
    """A report that is about a line; several of enough weight hide it until a moderator has looked."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="reports")
    report = models.OneToOneField("safety.Report", models.CASCADE, related_name="post")

    class Meta:
        verbose_name = _("report of a post")

    def __str__(self) -> str:
        return f"{self.post_id} by {self.report_id}"
