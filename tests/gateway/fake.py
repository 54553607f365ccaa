"""Servers of this machine that behave as gateways do, also badly: they answer, refuse, keep silent, or hang up."""

from __future__ import annotations

import socket
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Place:
    """A fake server: where it listens, and what it was given."""

    port: int = 0
    heard: list[bytes] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def _serving(handle: Callable[[socket.socket, Place], None]) -> Iterator[Place]:
    place = Place()

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            handle(self.request, place)

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address, daemon_threads = True, True

    with Server(("127.0.0.1", 0), Handler) as server:
        place.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield place
        finally:
            server.shutdown()
            thread.join()


def _request(connection: socket.socket) -> bytes:
    """Read a whole HTTP request."""
    got = b""
    while b"\r\n\r\n" not in got:
        piece = connection.recv(65536)
        if not piece:
            return got
        got += piece
    head, _, body = got.partition(b"\r\n\r\n")
    length = next((int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0)
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


@contextmanager
def http(*answers: tuple[int, bytes] | str) -> Iterator[Place]:
    """Answer requests one after another, the last answer again and again; "hang up" closes, "silence" never answers."""
    left = list(answers)

    def handle(connection: socket.socket, place: Place) -> None:
        place.heard.append(_request(connection))
        answer: Any = left.pop(0) if len(left) > 1 else left[0]
        if answer == "hang up":
            connection.close()
        elif answer == "silence":
            connection.settimeout(5)
            connection.recv(1)  # until the other side gives up
        else:
            status, body = answer
            head = f"HTTP/1.1 {status} X\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
            connection.sendall(head.encode() + body)

    with _serving(handle) as place:
        yield place


@contextmanager
def smtp(**says: str) -> Iterator[Place]:
    """Speak SMTP; `says` gives the reply to a word (rcpt="550 …"), after="hang up" loses the reply to the text."""

    def handle(connection: socket.socket, place: Place) -> None:
        talk = connection.makefile("rwb", buffering=0)

        def say(line: str) -> None:
            talk.write(line.encode() + b"\r\n")

        say(says.get("hello", "220 fake"))
        while line := talk.readline():
            word = line.split()[0].decode().lower() if line.split() else ""
            if word in ("ehlo", "helo"):
                say("250-fake\r\n250 AUTH PLAIN" if word == "ehlo" else "250 fake")
            elif word == "data":
                if "data" in says:
                    say(says["data"])
                    continue
                say("354 go on")
                text = b""
                while not text.endswith(b"\r\n.\r\n"):
                    text += talk.read(1)
                place.heard.append(text)
                if says.get("after") == "hang up":
                    return
                say(says.get("after", "250 2.0.0 Ok: queued as 4ZK1x93v5dz9sQ"))
            elif word == "quit":
                say("221 bye")
                return
            else:
                say(says.get(word, "250 ok"))

    with _serving(handle) as place:
        yield place


def closed_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
