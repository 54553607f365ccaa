"""Units, areas, venues, staff, accounts and posts."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from treebeard.mp_tree import MP_Node

from fengqiao.kit.identifiers import new_id


class Area(MP_Node):  # type: ignore[misc]  # treebeard has no types
    """A 辖区: county, town, village or grid; its shape is schematic until a real polygon is loaded.

    `setting` is town, suburb or country (城区、城郊、农村); empty: as the area above.
    """

    entered: ClassVar[bool] = True  # the names are people's own: pages never convert them
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=24, unique=True)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80, blank=True)
    level = models.CharField(max_length=10)
    shape = models.JSONField(default=list)
    label_point = models.JSONField(default=list)
    aliases = models.JSONField(default=list)
    setting = models.CharField(max_length=8, blank=True)
    active_from = models.DateField()
    active_to = models.DateField(null=True)
    node_order_by: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.name


class Unit(MP_Node):  # type: ignore[misc]
    """A 单位 of one line; `function` is what the routing table calls it by, empty where nothing is routed to it.

    `level` is that of a governance centre; `neighbours` are codes of centres next to it, named by one of the two at least.
    `part`: which part of the station above it is (综合指挥室, 社区警务队 …: a code of the pack); empty: none.
    """

    entered: ClassVar[bool] = True  # the names are people's own: pages never convert them
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=120, blank=True)
    short = models.CharField(max_length=20, blank=True)
    line = models.CharField(max_length=12)
    function = models.CharField(max_length=20, blank=True, db_index=True)
    level = models.CharField(max_length=8, blank=True)
    neighbours = models.JSONField(default=list)
    part = models.CharField(max_length=16, blank=True)
    areas = models.ManyToManyField(Area, related_name="units")
    active_from = models.DateField()
    active_to = models.DateField(null=True)
    node_order_by: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.name


class UnitContact(models.Model):
    """How a unit is reached: what residents are told (telephone, hours), and whether it works by e-mail (`by_link`).

    Work that comes back by a link or a sheet is done by `staff`: nobody in particular, the unit's mailbox.
    """

    unit = models.OneToOneField(Unit, on_delete=models.CASCADE, primary_key=True, related_name="contact")
    staff = models.OneToOneField("orgs.Staff", on_delete=models.PROTECT, related_name="+")
    by_link = models.BooleanField(default=False)
    mail = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    hours = models.CharField(max_length=80, blank=True)


class Venue(models.Model):
    """A 场所: a room, a police post, a market, a company, a school."""

    entered: ClassVar[bool] = True  # the names are people's own: pages never convert them
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=24)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="venues")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="venues", null=True)
    point = models.JSONField(default=list)

    def __str__(self) -> str:
        return self.name


class Staff(models.Model):
    """A 人员: somebody who works on the platform; residents are kept elsewhere."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=24, unique=True)
    name = models.CharField(max_length=40)

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """A 岗位: a staff member in a unit with a role, from–to."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="posts")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="posts")
    role = models.CharField(max_length=16)
    starts = models.DateTimeField()
    ends = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends__isnull=True) | models.Q(ends__gt=models.F("starts")),
                name="post_ends_after_it_starts",
            )
        ]


class Deputy(models.Model):
    """A 代理: somebody who acts in another's post for a period, in their own name."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="deputies")
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="deputising")
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    named_by = models.UUIDField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(ends__gt=models.F("starts")), name="deputy_ends_after_it_starts")
        ]


class Proposal(models.Model):
    """What an administrator proposed and a second person answers: a post, a password, a second factor."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    what = models.CharField(max_length=16)
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="proposals")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=16, blank=True)
    starts = models.DateTimeField(null=True)
    ends = models.DateTimeField(null=True)
    proposed_by = models.UUIDField()
    proposed_at = models.DateTimeField()
    answered_by = models.UUIDField(null=True)
    answered_at = models.DateTimeField(null=True)
    accepted = models.BooleanField(null=True)

    class Meta:
        indexes = [models.Index(fields=["answered_at", "unit"])]


class AccountManager(BaseUserManager["Account"]):
    """Makes accounts; passwords are hashed."""

    def get_by_natural_key(self, username: str | None) -> Account:
        """Return the account with this log-in name, whatever its case."""
        return self.get(username__iexact=username)


class Account(AbstractBaseUser):
    """A log-in of a staff member, and how they like their pages."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    username = models.CharField(max_length=60, unique=True)
    staff = models.OneToOneField(Staff, on_delete=models.PROTECT, related_name="account")
    is_active = models.BooleanField(default=True)
    must_change = models.BooleanField(default=False)
    language = models.CharField(max_length=8, default="zh-hans")
    theme = models.CharField(max_length=5, default="light")
    elder = models.BooleanField(default=False)

    objects = AccountManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []


class LogIn(AbstractBaseSession):
    """A 登录: one browser in which somebody is logged in. No address is kept: stations share one, and it is not needed."""

    # Not unique: for a moment there are two rows, when a log-in gets a new key (on a new password).
    mark = models.UUIDField(default=new_id, editable=False)
    account_id = models.UUIDField(null=True, db_index=True)
    started_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    browser = models.CharField(max_length=40, blank=True)
