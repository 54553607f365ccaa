"""Contests with their disciplines, teams, judges and scores."""

from __future__ import annotations

from django.db import models

from fengqiao.kit.identifiers import new_id


class Contest(models.Model):
    """A 比武: what an activity of that family is contested in; `rule`: how its ranking was made when it was signed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    activity = models.OneToOneField("duties.Activity", on_delete=models.PROTECT, related_name="contest")
    total = models.CharField(max_length=8)
    state = models.CharField(max_length=8)
    rule = models.JSONField(default=dict)
    made_by = models.UUIDField()
    sealed_by = models.UUIDField(null=True)
    sealed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)


class Discipline(models.Model):
    """A 比武项目: what is contested (体能, 盘查处置), which result is better, and the full mark in thousandths (0: none)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="disciplines")
    name = models.CharField(max_length=20)
    better = models.CharField(max_length=4)
    most = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contest", "name"], name="discipline_once")]


class Team(models.Model):
    """A 参赛队: its name (a unit's or its own, nobody's), and of which unit it is."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="teams")
    name = models.CharField(max_length=20)
    unit = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contest", "name"], name="team_once")]


class Judge(models.Model):
    """A 评委: somebody who scores; what they signed is changed by a correction alone."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="judges")
    staff = models.ForeignKey("orgs.Staff", on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contest", "staff"], name="judge_once")]


class Score(models.Model):
    """A 评分: what a judge gave a team in a discipline, in thousandths."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    judge = models.ForeignKey(Judge, on_delete=models.PROTECT, related_name="scores")
    discipline = models.ForeignKey(Discipline, on_delete=models.PROTECT, related_name="scores")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="scores")
    value = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["judge", "discipline", "team"], name="score_once")]


class Correction(models.Model):
    """A 更正评分: what a signed score was, what it is now, why, and by whom."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    score = models.ForeignKey(Score, on_delete=models.PROTECT, related_name="corrections")
    was = models.PositiveIntegerField()
    now = models.PositiveIntegerField()
    why = models.CharField(max_length=8)
    by_id = models.UUIDField()
    at = models.DateTimeField()
