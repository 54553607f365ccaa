"""Reading people as those who administer them or are in charge of them: staff, their posts, deputies, proposals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from fengqiao.orgs.models import Deputy, Post, Proposal, Staff, Unit
from fengqiao.orgs.queries.accounts import home_of
from fengqiao.orgs.queries.posts import not_ended
from fengqiao.orgs.queries.viewers import SYSTEM_NUMBER, Viewer
from fengqiao.orgs.terms import PostState, Proposed, Right, Role


def state_of(post: Post, at: datetime) -> PostState:
    """Return where a post stands at a moment."""
    if post.starts > at:
        return PostState.COMING
    return PostState.HELD if post.ends is None or post.ends > at else PostState.OVER


def administered_units(viewer: Viewer) -> frozenset[UUID]:
    """Return the units whose people a viewer administers: their own and those below; none without the right."""
    return _subtree(viewer.unit_id) if viewer.may(Right.ADMINISTER) else frozenset()


def watched_units(viewer: Viewer) -> frozenset[UUID]:
    """Return the units over whose people a viewer is in charge: those that the post reaches; none without the right."""
    return viewer.seen_units if viewer.may(Right.AUDIT) else frozenset()


def _subtree(unit_id: UUID) -> frozenset[UUID]:
    unit = Unit.objects.get(id=unit_id)
    return frozenset(Unit.objects.filter(path__startswith=unit.path).values_list("id", flat=True))


def people_watched(viewer: Viewer) -> list[Staff]:
    """Return the staff who hold or held a post in the units that a viewer is in charge of."""
    posts = Post.objects.filter(staff=OuterRef("pk"), unit__in=watched_units(viewer))
    return list(Staff.objects.filter(Exists(posts)).exclude(number=SYSTEM_NUMBER).order_by("number"))


def units_in(ids: frozenset[UUID]) -> list[Unit]:
    """Return units in tree order."""
    return list(Unit.objects.filter(id__in=ids).order_by("path"))


def people_in(viewer: Viewer, *, q: str = "", unit_id: UUID | None = None) -> QuerySet[Staff]:
    """Return the staff whom a viewer administers, with their posts; narrowed by words, by a unit and those below it."""
    units = administered_units(viewer)
    if unit_id is not None:
        units &= _subtree(unit_id) if unit_id in units else frozenset()
    posts = Post.objects.filter(staff=OuterRef("pk"), unit__in=units)
    proposed = Proposal.objects.filter(staff=OuterRef("pk"), unit__in=units, answered_at__isnull=True)
    rows = Staff.objects.filter(Q(Exists(posts)) | Q(Exists(proposed))).exclude(number=SYSTEM_NUMBER)
    for word in q.replace("\x00", "").split()[:5]:
        rows = rows.filter(Q(name__icontains=word) | Q(number__icontains=word) | Q(account__username__icontains=word))
    return (
        rows.select_related("account")
        .prefetch_related(Prefetch("posts", Post.objects.select_related("unit").order_by("starts", "id")))
        .order_by("number", "id")
    )


@dataclass(frozen=True, slots=True)
class PersonCard:
    """A staff member as the one sees them who administers them; `own` where it is themselves."""

    staff: Staff
    posts: list[Post]
    deputies: list[Deputy]
    standing: list[Deputy]
    proposals: list[Proposal]
    home: UUID
    in_home: bool
    own: bool


def person_for(viewer: Viewer, staff_id: UUID, *, at: datetime) -> PersonCard | None:
    """Return a staff member if the viewer administers a unit of theirs: the only way by which a page gets one.

    `in_home` says whether the unit they belong to is administered too: only then may their account be touched.
    """
    staff = people_in(viewer).filter(id=staff_id).first()
    if staff is None:
        return None
    units, home = administered_units(viewer), home_of(staff_id, at=at)
    assert home is not None  # noqa: S101  # whoever is found has a post or is proposed for one
    return PersonCard(
        staff,
        list(staff.posts.all()),
        list(deputies_of({post.id for post in staff.posts.all()}, at=at)),
        list(Deputy.objects.filter(staff=staff, ends__gt=at).select_related("post__unit", "post__staff")),
        list(Proposal.objects.filter(staff=staff, answered_at__isnull=True).select_related("unit")),
        home,
        home in units,
        staff_id == viewer.staff_id,
    )


def deputies_of(post_ids: set[UUID], *, at: datetime) -> QuerySet[Deputy]:
    """Return who deputises in posts now or later, soonest first."""
    rows = Deputy.objects.filter(post_id__in=post_ids, ends__gt=at)
    return rows.select_related("staff", "post__unit", "post__staff").order_by("starts", "id")


def stood_in_for(viewer: Viewer, *, at: datetime, until: datetime) -> list[Deputy]:
    """Return who stands in now, or will before a moment, in the posts of the units that somebody reaches."""
    rows = Deputy.objects.filter(post__unit__in=viewer.seen_units, starts__lt=until, ends__gt=at)
    rows = rows.filter(Q(post__ends__isnull=True) | Q(post__ends__gt=at))
    return list(rows.select_related("staff", "post__unit", "post__staff").order_by("starts", "id"))


def posts_ending(viewer: Viewer, *, since: datetime, until: datetime) -> list[Post]:
    """Return the posts in the units that somebody reaches that end or ended in a period, first those that end first."""
    rows = Post.objects.filter(unit__in=viewer.seen_units, ends__gt=since, ends__lte=until)
    return list(rows.exclude(staff__number=SYSTEM_NUMBER).select_related("unit", "staff").order_by("ends", "id"))


def standing_of(viewer: Viewer, *, at: datetime) -> QuerySet[Deputy]:
    """Return where a viewer stands in for others, now or later."""
    rows = Deputy.objects.filter(staff=viewer.staff_id, ends__gt=at)
    return rows.select_related("staff", "post__unit", "post__staff").order_by("starts", "id")


def own_posts(viewer: Viewer, *, at: datetime) -> list[Post]:
    """Return the posts that somebody holds themselves now or later."""
    rows = Post.objects.filter(not_ended(at), staff=viewer.staff_id)
    return list(rows.select_related("unit", "staff").order_by("starts", "id"))


def posts_to_deputise(viewer: Viewer, *, at: datetime) -> list[Post]:
    """Return the posts for which a viewer may name a deputy: their own, and (by right) those of the units reached.

    An administrator does not for those in charge, nor for other administrators: these, or those above them, do.
    """
    rows = own_posts(viewer, at=at)
    if not viewer.may(Right.DEPUTE):
        return rows
    units = viewer.seen_units | administered_units(viewer)
    others = (
        Post.objects.filter(not_ended(at), unit__in=units)
        .exclude(staff=viewer.staff_id)
        .exclude(staff__number=SYSTEM_NUMBER)
    )
    if not viewer.may(Right.AUDIT):
        others = others.exclude(role__in=[Role.CHIEF.value, Role.SUPERVISOR.value, Role.ADMINISTRATOR.value])
    return rows + list(others.select_related("unit", "staff").order_by("unit__path", "starts", "id"))


def possible_deputies(post: Post, *, at: datetime) -> list[Staff]:
    """Return who may stand in for the holder of a post: others with an account, and a post now in the same line."""
    in_force = Q(posts__ends__isnull=True) | Q(posts__ends__gt=at)
    rows = Staff.objects.filter(
        in_force, posts__starts__lte=at, posts__unit__line=post.unit.line, account__is_active=True
    )
    return list(rows.exclude(id=post.staff_id).exclude(number=SYSTEM_NUMBER).order_by("number").distinct())


def may_answer(viewer: Viewer, proposal: Proposal) -> bool:
    """Say whether a viewer is the second person: in charge of the unit or administering it, and not concerned."""
    scope = watched_units(viewer) | administered_units(viewer)
    return proposal.unit_id in scope and viewer.staff_id not in {proposal.proposed_by, proposal.staff_id}


def proposals_for(viewer: Viewer) -> list[Proposal]:
    """Return what waits for an answer in the units that a viewer is in charge of or administers, oldest first."""
    scope = watched_units(viewer) | administered_units(viewer)
    rows = Proposal.objects.filter(answered_at__isnull=True, unit__in=scope)
    return list(rows.select_related("staff", "unit").order_by("proposed_at", "id"))


def waiting_for(viewer: Viewer) -> int:
    """Return how many proposals wait for this viewer's answer."""
    return sum(may_answer(viewer, row) for row in proposals_for(viewer))


def what_of(proposal: Proposal) -> Proposed:
    """Return what a proposal asks for."""
    return Proposed(proposal.what)
