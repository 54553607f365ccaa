"""Addresses as they stand on paper and in letters: under the site's public name where it has one."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse


def full(request: HttpRequest, name: str, *given: str) -> str:
    """Return the whole address of a page; without a public name under the one that was asked for."""
    path = reverse(name, args=given)
    return f"{settings.PUBLIC_URL}{path}" if settings.PUBLIC_URL else request.build_absolute_uri(path)
