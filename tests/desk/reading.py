"""Reading an answer as a browser would: links, forms, what the strict policy forbids, and the headers."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

from django.http import HttpResponse


@dataclass
class Page(HTMLParser):
    """What a page holds: addresses linked, forms, ids, and everything that must not be there."""

    html: str
    links: list[str] = field(default_factory=list)
    forms: list[dict[str, str]] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.html)
        self.faults += [f"id {each} twice" for each in set(self.ids) if self.ids.count(each) > 1]
        self.faults += [
            f"form {f.get('action')} without token" for f in self.forms if f["method"] == "post" and "csrf" not in f
        ]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what a tag says."""
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if tag == "form":
            self.forms.append({**given, "method": given.get("method", "get").lower()})
        if tag == "input" and given.get("name") == "csrfmiddlewaretoken":
            self.forms[-1]["csrf"] = given["value"]
        if tag == "style" or (tag == "script" and "src" not in given and given.get("type") != "application/json"):
            self.faults.append(f"inline <{tag}>")
        self.faults += [f"{name} on <{tag}>" for name in given if name == "style" or name.startswith(("on", "hx-on"))]
        self.faults += [value for value in given.values() if re.match(r"\s*(javascript|vbscript):", value, re.I)]

    def targets(self, base: str) -> list[tuple[str, str]]:
        """Return (address, fragment) of every link within the site."""
        found = []
        for link in self.links:
            whole, fragment = urldefrag(urljoin(f"http://testserver{base}", link))
            parts = urlsplit(whole)
            if parts.scheme in {"http", "https"} and parts.netloc == "testserver":
                found.append((f"{parts.path}?{parts.query}" if parts.query else parts.path, fragment))
        return found


def faults_of_headers(response: HttpResponse, *, logged_in: bool) -> list[str]:
    """Return what is wrong with the headers of an answer."""
    policy = response.headers.get("Content-Security-Policy", "")
    directives = {part.split()[0]: part.split()[1:] for part in policy.split(";") if part.strip()}
    faults = [f"{word} in policy" for word in ("unsafe-inline", "unsafe-eval", "*", "http:") if word in policy]
    if directives.get("default-src") != ["'none'"]:
        faults.append(f"policy {policy!r}")
    if "sandbox" not in policy and directives.get("frame-ancestors") != ["'none'"]:
        faults.append("can be framed")
    if response.headers.get("X-Content-Type-Options") != "nosniff":
        faults.append("no nosniff")
    if response.headers.get("X-Frame-Options") != "DENY":
        faults.append("no X-Frame-Options")
    if response.headers.get("Referrer-Policy") != "same-origin":
        faults.append("referrer leaves")
    if logged_in and not {"no-store", "private"} <= set(re.split(r",\s*", response.headers.get("Cache-Control", ""))):
        faults.append(f"Cache-Control {response.headers.get('Cache-Control')!r}")
    return faults
