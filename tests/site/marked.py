"""Marked values of disputes, mediators' kin, households, volunteers, clues, thanks and enterprises: planted through the pages, looked at, taken back."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import timedelta

from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from fengqiao.clues.models import Clue
from fengqiao.disputes.models import Dispute, Inquiry, Mediator, MediatorTie
from fengqiao.enterprises.models import Enterprise
from fengqiao.matters.models import Matter
from fengqiao.orgs.models import Account
from fengqiao.portal.tell import SALT
from fengqiao.thanks.models import Thanks
from fengqiao.vault.models import PersonalRecord
from fengqiao.visits.models import Visitee
from fengqiao.volunteers.models import Volunteer
from tests.clues.helping import PHRASES, station
from tests.enterprises.helping import credit
from tests.world import unit

PARTY, PARTY_PHONE, PARTY_ID, PARTY_HOME, FIRM = (
    "标辛记令狐",
    "13900077777",
    "330106196001017777",
    "标记巷七号",
    "标记木器有限公司",
)
AGENT, AGENT_PHONE, HEAD, ASKED, HEARD = "标巳记公孙", "13900075858", "标午记司徒", "标未记钟离", "标记墙是去年砌的"
TIE, TIE_PHONE, TIE_ID = "标壬记诸葛", "13900078787", "330106197001018787"
HOUSE, HOUSE_PHONE, HOUSE_ADDRESS = "标癸记尉迟", "13900079797", "标记村五组九号"
HELPER, HELPER_PHONE, HELPER_ID = "标子记澹台", "13900071313", "330106196503011313"
HELPER_KIN, HELPER_KIN_PHONE = "标丑记轩辕", "13900071414"
CLUE_WHO, CLUE_PHONE, CLUE_FILE, CLUE_MORE, CLUE_NOTE = (
    "标寅记宇文",
    "13900071515",
    "标记牌桌",
    "标记南货店楼上",
    "标记核查经过",
)
GIVER, GIVER_PHONE = "标卯记皇甫", "13900071616"
CONTACT, CONTACT_PHONE = "标辰记呼延", "13900071717"
OF_ROOMS = (
    GIVER,
    GIVER_PHONE,
    CONTACT,
    CONTACT_PHONE,
    CLUE_WHO,
    CLUE_PHONE,
    CLUE_FILE,
    CLUE_MORE,
    CLUE_NOTE,
    AGENT,
    AGENT_PHONE,
    HEAD,
    ASKED,
    HEARD,
    PARTY,
    PARTY_PHONE,
    PARTY_ID,
    PARTY_HOME,
    FIRM,
    TIE,
    TIE_PHONE,
    TIE_ID,
    HOUSE,
    HOUSE_PHONE,
    HOUSE_ADDRESS,
    HELPER,
    HELPER_PHONE,
    HELPER_ID,
    HELPER_KIN,
    HELPER_KIN_PHONE,
)


def browser(login: str) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(Account.objects.get(username=login))
    return client


def inside(answer: HttpResponse) -> list[bytes]:
    """The parts of a workbook that was sent."""
    whole = b"".join(answer.streaming_content) if answer.streaming else answer.content
    with zipfile.ZipFile(io.BytesIO(whole)) as book:
        return [book.read(name) for name in book.namelist()]


def quarrel(matter: Matter, said: list[bytes]) -> None:
    """Take a dispute in, let a mediator declare whom they may not judge, look at a party, take the file out, agree."""
    centre = browser("dispatcher.north")
    form = {
        "type": "neighbours", "source": "applied", "amount": "300", "name-0": PARTY, "phone-0": PARTY_PHONE, "id_number-0": PARTY_ID,
        "address-0": PARTY_HOME, "agent-0": AGENT, "agent_call-0": AGENT_PHONE, "power-0": "sign", "head-1": HEAD, "name-1": FIRM, "kind-1": "firm", "informed": "1", "consented": "1",
    }  # fmt: skip
    answer = centre.post(reverse("dispute-new", args=[matter.id]), form)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    said.append(answer.headers["Location"].encode())
    row = Dispute.objects.get()
    who = Account.objects.get(username="dispatcher.north").staff_id
    centre.post(reverse("mediator-act", args=["set"]), {"who": who, "since": "2020-01-01", "kind": "neighbours"})
    ties = reverse("mediator", args=[Mediator.objects.get().id])
    for name, phone, number in ((TIE, TIE_PHONE, TIE_ID), (PARTY, PARTY_PHONE, "")):
        kept = centre.post(ties, {"interest": "kin", "name": name, "phone": phone, "id_number": number}, follow=True)
        said.append(kept.content)
    assert MediatorTie.objects.count() == 2
    page, file = reverse("dispute", args=[row.id]), reverse("dispute-file", args=[row.id])
    asked = {
        "name": ASKED,
        "asked": timezone.localtime().strftime("%Y-%m-%dT%H:%M"),
        "place": "村里",
        "text": HEARD,
        "others": PARTY,
    }
    said.append(centre.post(reverse("dispute-move", args=[row.id, "inquire"]), asked, follow=True).content)
    assert Inquiry.objects.count() == 1
    party = row.parties.order_by("place")[0]
    shown = centre.post(
        reverse("dispute-party", args=[row.id, party.id]),
        {"purpose": "visit", "group": ["contact", "identity", "details"]},
    )
    assert PARTY_PHONE in shown.content.decode()
    out = centre.post(reverse("dispute-file-out", args=[row.id]), {"take": "file.docx", "purpose": "serve_document"})
    for known in (PARTY, AGENT, HEAD, ASKED, HEARD):
        assert any(known.encode() in each for each in inside(out)), "papers say who it is"
    said += [out.headers["Content-Disposition"].encode(), *inside(centre.post(reverse("disputes-export")))]
    said += [
        centre.get(each).content
        for each in (page, file, ties, *map(reverse, ("disputes", "mediators", "mediation-rooms")))
    ]
    agreed = {
        "form": "oral",
        "text": "各退一步",
        "amount": "300",
        "performed": "1",
        "version": Dispute.objects.get().version,
    }
    said.append(centre.post(reverse("dispute-move", args=[row.id, "agree"]), agreed, follow=True).content)
    said.append(centre.post(page, {"name": PARTY}).content)


def visit(said: list[bytes]) -> Visitee:
    """Enter a household, list it, look at it, export the list."""
    desk = browser("desk.north")
    form = {
        "tier": "home",
        "name": HOUSE,
        "area": "TC0101",
        "address": HOUSE_ADDRESS,
        "phone": HOUSE_PHONE,
        "officer": "",
        "point": "",
    }
    said.append(desk.post(reverse("visitee-new"), form).headers["Location"].encode())
    row = Visitee.objects.get()
    page = reverse("visitee", args=[row.id])
    assert (
        HOUSE_PHONE in desk.post(reverse("visitee-act", args=[row.id, "look"]), {"purpose": "visit"}).content.decode()
    )
    said += [desk.get(each).content for each in (page, reverse("visits") + "?show=all", reverse("visit-officers"))]
    return row


def volunteer(said: list[bytes]) -> Volunteer:
    """Enter somebody who wants to help, with whom to call in an emergency; look, list, export."""
    desk = browser("desk.north")
    form = {
        "name": HELPER, "phone": HELPER_PHONE, "id_number": HELPER_ID, "emergency_name": HELPER_KIN, "emergency_phone": HELPER_KIN_PHONE,
        "born": "1965-03", "area": "TC0101", "slots": ["2e"], "consents": "yes", "team": str(unit("volunteers")),
    }  # fmt: skip
    said.append(desk.post(reverse("volunteer-new"), form, follow=True).content)
    row = Volunteer.objects.get()
    page = reverse("volunteer", args=[row.id])
    assert HELPER_KIN_PHONE in desk.post(f"{page}look/", {"purpose": "emergency"}).content.decode()
    said += [desk.get(each).content for each in (page, reverse("volunteers"))]
    return row


def clue(said: list[bytes], photo: SimpleUploadedFile) -> list[str]:
    """Hand a clue in at the public door, read, check and answer it with the key, come back with the code; let those without
    a key look at all that they may. Returns what opens it: the receipt code, with and without spaces, and the passphrases.
    """
    station()
    informant, officer = Client(), browser("officer.north")
    photo.name = f"{CLUE_FILE}.jpg"
    stamp = signing.dumps([(timezone.now() - timedelta(minutes=1)).timestamp(), "m"], salt=SALT, compress=False)
    told = {
        "kind": "gambling",
        "text": f"{CLUE_WHO}开赌，电话{CLUE_PHONE}",
        "area": "TC0101",
        "informant": "volunteer",
        "stamp": stamp,
    }
    code = "".join(
        re.findall(r"<b>(\d{4})</b>", informant.post(reverse("portal-clue"), {**told, "files": photo}).content.decode())
    )
    assert len(code) == 20
    row = Clue.objects.get()
    page = reverse("clue", args=[row.id])
    said += [officer.get(each).content for each in (page, reverse("clues"), reverse("notices"))]
    officer.post(reverse("clue-keys-act", args=["unlock"]), {"passphrase": PHRASES["officer.north"], "to": str(row.id)})
    read = officer.get(page).content.decode()
    assert (CLUE_WHO in read, f"{CLUE_FILE}.jpg" in read) == (True, True), "the recipient reads it"
    for deed, form in (("take", {}), ("ask", {"text": "几楼"})):
        assert officer.post(reverse("clue-act", args=[row.id, deed]), form).status_code == 302
    informant.post(reverse("portal-clue-back"), {"code": code, "add": "1", "text": CLUE_MORE})
    assert CLUE_MORE in officer.get(page).content.decode()
    checked = {"result": "true", "people": "4", "groups": "1", "text": CLUE_NOTE}
    for deed, form in (("check", checked), ("answer", {"text": "查实了"}), ("close", {})):
        moved = officer.post(reverse("clue-act", args=[row.id, deed]), form)
        assert moved.status_code == 302
        said.append(moved.headers["Location"].encode())
    # The page of the answers holds the code in its form, for who typed it, and nothing of what was told.
    said.append(informant.post(reverse("portal-clue-back"), {"code": code}).content.replace(code.encode(), b""))
    said.append(informant.post(reverse("portal-clue-back"), {"code": "0" * 20}).content)
    for login in ("chief.north", "supervisor", "desk.north", "admin"):
        other = browser(login)
        named = ("clues", "clue-flow", "clue-keys", "audit", "measures", "notices")
        said += [other.get(each).content for each in (page, *map(reverse, named))]
        said.append(
            other.post(reverse("search-persons"), {"q": CLUE_PHONE, "purpose": "call_back"}).content.replace(
                CLUE_PHONE.encode(), b""
            )
        )
    officer.post(reverse("clue-keys-act", args=["lock"]))
    said.append(officer.get(page).content)
    return [code, " ".join(code[at : at + 4] for at in range(0, 20, 4)), *PHRASES.values()]


def thanked(said: list[bytes], photo: SimpleUploadedFile) -> Thanks:
    """Register a banner with its picture; look at whom it is from, list, count, export."""
    desk = browser("desk.north")
    photo.name = f"{GIVER}.jpg"
    form = {"kind": "banner", "unit": str(unit("station.north")), "day": f"{timezone.localdate()}", "text": "一心为民"}
    answer = desk.post(
        reverse("thanks-new"), {**form, "person_name": GIVER, "teller_phone": GIVER_PHONE, "files": photo}
    )
    assert answer.status_code == 302, answer.content.decode()[:3000]
    row = Thanks.objects.get()
    page = reverse("thanks", args=[row.id])
    assert GIVER_PHONE in desk.post(f"{page}look/", {"purpose": "contact"}).content.decode()
    said.append(answer.headers["Location"].encode())
    said += [desk.get(each).content.replace(photo.name.encode(), b"") for each in (page, reverse("thanks-list"))]
    said += inside(desk.post(reverse("thanks-export")))
    return row


def firm(said: list[bytes]) -> Enterprise:
    """Register an enterprise with whom to call there; look at them, list, export."""
    desk = browser("desk.north")
    form = {
        "name": "标记竹器厂",
        "area": "TC0101",
        "sector": "manufacture",
        "people": "40",
        "credit": credit(5),
        "contact_name": CONTACT,
        "contact_phone": CONTACT_PHONE,
    }
    answer = desk.post(reverse("enterprise-new"), form)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    row = Enterprise.objects.get()
    page = reverse("enterprise", args=[row.id])
    looked = desk.post(reverse("enterprise-act", args=[row.id, "look"]), {"purpose": "contact"})
    assert CONTACT_PHONE in looked.content.decode()
    said += [desk.get(each).content for each in (page, reverse("enterprises"))]
    said += inside(desk.post(reverse("enterprises-export")))
    return row


def left(house: Visitee, helper: Volunteer) -> None:
    """What is taken back, moved away or left takes its personal fields along at once."""
    centre, desk = browser("dispatcher.north"), browser("desk.north")
    ended = [
        centre.post(reverse("mediator-act", args=["end"]), {"who": str(Mediator.objects.get().id)}),
        desk.post(reverse("visitee-act", args=[house.id, "visit"]), {"met": "gone", "version": house.version}),
        desk.post(reverse("volunteer-act", args=[helper.id, "leave"]), {}),
    ]
    assert [each.status_code for each in ended] == [302, 302, 302]
    rows = PersonalRecord.objects.filter(
        report_id__in=[house.id, helper.id, *MediatorTie.objects.values_list("id", flat=True)]
    )
    assert not rows.exists()
