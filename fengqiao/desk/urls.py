"""Addresses of the desk."""

from django.urls import include, path

from fengqiao.desk.duties import phone, phone_visits
from fengqiao.desk.hot import views as hot
from fengqiao.desk.measures import views as measures
from fengqiao.desk.overview import views as overview
from fengqiao.desk.rulebook import drafts, editions, replays, text_models
from fengqiao.desk.rulebook import views as rules
from fengqiao.desk.search import persons
from fengqiao.desk.search import views as search
from fengqiao.desk.security import entrance
from fengqiao.desk.stories import views as stories

urlpatterns = [
    path("", entrance.home, name="home"),
    path("first/", include("fengqiao.desk.first.urls")),
    path("", include("fengqiao.desk.matters.urls")),
    path("calls/", include("fengqiao.desk.calls.urls")),
    path("disputes/", include("fengqiao.desk.disputes.urls")),
    path("command/", include("fengqiao.desk.command.urls")),
    path("areas/", include("fengqiao.desk.areas.urls")),
    path("joint/", include("fengqiao.desk.joint.urls")),
    path("ratings/", include("fengqiao.desk.ratings.urls")),
    path("centres/", include("fengqiao.desk.levels.urls")),
    path("imports/", include("fengqiao.desk.imports.urls")),
    path("search/", search.search, name="search"),
    path("search/persons/", persons.persons, name="search-persons"),
    path("search/quick/", search.quick, name="search-quick"),
    path("overview/", overview.overview, name="overview"),
    path("hot/", hot.hot, name="hot"),
    path("hot/gather/", hot.gather, name="hot-gather"),
    path("hot/<uuid:group>/", hot.issue, name="hot-issue"),
    path("measures/", measures.measures, name="measures"),
    path("measures/export/", measures.measures_export, name="measures-export"),
    path("measures/<str:code>/", measures.measure, name="measure"),
    path("measures/<str:code>/export/", measures.measure_export, name="measure-export"),
    path("stories/", stories.stories, name="stories"),
    path("rules/compare/", editions.compare_editions, name="rules-compare"),
    path("rules/", rules.rules, name="rules"),
    path("rules/model/", text_models.text_model, name="text-model"),
    path("rules/model/<uuid:draft_id>/", text_models.draft, name="text-model-draft"),
    path("rules/model/<uuid:row_id>/<slug:deed>/", text_models.act, name="text-model-act"),
    path("rules/calendar/<int:year>/", rules.calendar, name="rules-calendar"),
    path("rules/replays/<uuid:replay_id>/", replays.replay, name="replay"),
    path("rules/replays/<uuid:replay_id>/progress/", replays.progress, name="replay-progress"),
    path("rules/replays/<uuid:replay_id>/stop/", replays.stop, name="replay-stop"),
    path("rules/replays/<uuid:replay_id>/resume/", replays.resume, name="replay-resume"),
    path("rules/editions/<uuid:edition_id>/withdraw/", drafts.withdraw, name="edition-withdraw"),
    path("rules/tables/<slug:code>/", drafts.sheet, name="table-sheet"),
    path("rules/tables/<slug:code>/replay/", replays.begin, name="table-replay"),
    path("rules/tables/<slug:code>/as/<slug:kind>/", drafts.as_file, name="table-file"),
    path("rules/tables/<slug:code>/<slug:deed>/", drafts.act, name="table-act"),
    path("rules/<uuid:edition_id>/<slug:code>/", rules.table, name="rules-table"),
    path("account/", include("fengqiao.desk.security.urls")),
    path("units/", include("fengqiao.desk.units.urls")),
    path("people/", include("fengqiao.desk.people.urls")),
    path("enterprises/", include("fengqiao.desk.enterprises.urls")),
    path("errands/", include("fengqiao.desk.errands.urls")),
    path("wishes/", include("fengqiao.desk.wishes.urls")),
    path("clues/", include("fengqiao.desk.clues.urls")),
    path("duties/", include("fengqiao.desk.duties.urls")),
    path("villages/", include("fengqiao.desk.villages.urls")),
    path("squads/", include("fengqiao.desk.squads.urls")),
    path("studies/", include("fengqiao.desk.studies.urls")),
    path("placements/", include("fengqiao.desk.placements.urls")),
    path("contests/", include("fengqiao.desk.contests.urls")),
    path("volunteers/", include("fengqiao.desk.volunteers.urls")),
    path("phone/", phone.phone, name="phone"),
    path("phone/worker.js", phone.worker, name="phone-worker"),
    path("phone/today/", phone.today, name="phone-today"),
    path("phone/visits/", phone_visits.open_visits, name="phone-visits"),
    path("visits/", include("fengqiao.desk.visits.urls")),
    path("meetings/", include("fengqiao.desk.meetings.urls")),
    path("helps/", include("fengqiao.desk.helps.urls")),
    path("thanks/", include("fengqiao.desk.thanks.urls")),
    path("practical/", include("fengqiao.desk.practical.urls")),
    path("inspections/", include("fengqiao.desk.inspections.urls")),
    path("notices/", include("fengqiao.desk.notices.urls")),
    path("audit/", include("fengqiao.desk.audit.urls")),
]
