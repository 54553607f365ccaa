"""A bad line: a proxy before a server that refuses, cuts requests and answers in the middle, delays, repeats and reorders."""

from __future__ import annotations

import random
import socket
import threading
from collections.abc import Callable
from typing import Any

MOST, PATIENCE = 1 << 20, 90.0  # bytes of a request; seconds before the server is given up
# How often of a hundred requests each thing befalls; the rest goes through.
LOST, CUT, LATE, REPEATED, UNANSWERED = 12, 8, 10, 15, 15


class Line:
    """Listens on a port of its own and passes on to `to()`; `told` counts what befell, `reached` what the server got."""

    def __init__(self, to: Callable[[], int], *, luck: random.Random) -> None:
        self.to, self.luck, self.lock = to, luck, threading.Lock()
        self.late: list[bytes] = []
        self.reached = 0
        self.told = dict.fromkeys(
            ("sent", "lost", "cut going", "late", "repeated", "cut coming", "whole", "server away"), 0
        )

    def __enter__(self) -> Line:
        self.door = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port = self.door.getsockname()[1]
        threading.Thread(target=self._open, daemon=True).start()
        return self

    def __exit__(self, *_how: Any) -> None:
        self.door.close()

    def _open(self) -> None:
        while True:
            try:
                talk, _who = self.door.accept()
            except OSError:
                return
            threading.Thread(target=self._pass, args=(talk,), daemon=True).start()

    def _fate(self) -> tuple[str, bytes | None]:
        """What befalls the next request, and one that was kept back and comes before it."""
        with self.lock:
            self.told["sent"] += 1
            drawn, before = self.luck.randrange(100), None
            if self.late and self.luck.random() < 0.4:
                before = self.late.pop(self.luck.randrange(len(self.late)))
        for name, share in (
            ("lost", LOST), ("cut going", CUT), ("late", LATE), ("repeated", REPEATED), ("cut coming", UNANSWERED)
        ):  # fmt: skip
            if drawn < share:
                return name, before
            drawn -= share
        return "whole", before

    def _count(self, name: str) -> None:
        with self.lock:
            self.told[name] += 1

    def _pass(self, talk: socket.socket) -> None:
        with talk:
            talk.settimeout(PATIENCE)
            try:
                asked = _request(talk)
                fate, before = self._fate()
                if before:
                    self._forward(before)
                self._count(fate)
                if fate == "late":
                    with self.lock:
                        self.late.append(asked)
                elif fate == "cut going":
                    self._forward(asked[: len(asked) * 2 // 3], whole=False)
                elif fate != "lost":
                    answer = self._forward(asked)
                    if fate == "repeated":
                        answer = self._forward(asked) or answer
                    talk.sendall(answer[: len(answer) // 2] if fate == "cut coming" else answer)
            except OSError:
                return

    def _forward(self, asked: bytes, *, whole: bool = True) -> bytes:
        """Return the server's answer, empty where it is away, broke off, or was not asked to the end."""
        found = b""
        try:
            with socket.create_connection(("127.0.0.1", self.to()), timeout=PATIENCE) as server:
                server.sendall(asked)
                with self.lock:
                    self.reached += 1
                if not whole:
                    return b""
                while piece := server.recv(65536):
                    found += piece
        except OSError:
            self._count("server away")
            return b""
        return found

    def deliver_late(self) -> None:
        """Deliver at the end what was kept back, when its answer interests nobody."""
        while self.late:
            asked = self.late.pop(self.luck.randrange(len(self.late)))
            while not self._forward(asked):
                threading.Event().wait(0.5)


def _request(talk: socket.socket) -> bytes:
    """A whole request: its head, and as many bytes as that says."""
    found = b""
    while b"\r\n\r\n" not in found and len(found) < MOST:
        piece = talk.recv(65536)
        if not piece:
            raise OSError("nothing came")
        found += piece
    head, _, body = found.partition(b"\r\n\r\n")
    size = next(
        (int(each.split(b":")[1]) for each in head.split(b"\r\n") if each.lower().startswith(b"content-length:")), 0
    )
    while len(body) < size:
        piece = talk.recv(65536)
        if not piece:
            raise OSError("broke off")
        body += piece
    return head + b"\r\n\r\n" + body
