"""Where the data of an installation lies: one folder, named by FENGQIAO_HOME, and the secrets in it."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
from pathlib import Path
from urllib.parse import unquote, urlsplit

from fengqiao.kit.problems import Problem

CHECKOUT = Path(__file__).resolve().parents[2]


def home() -> Path:
    """Return the data folder, made on first use (readable by its owner only)."""
    folder = Path(os.environ.get("FENGQIAO_HOME") or CHECKOUT / ".fengqiao").expanduser().resolve()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def secret(name: str) -> str:
    """Return the secret kept in `home()/keys/name`, made on first use; safe against two processes starting at once."""
    path = home() / "keys" / name
    path.parent.mkdir(mode=0o700, exist_ok=True)
    if not path.exists():
        fresh = path.with_name(f".{name}.{os.getpid()}")
        fresh.write_text(secrets.token_urlsafe(48))
        fresh.chmod(0o600)
        try:
            os.link(fresh, path)
        except FileExistsError:
            pass  # the other process was first; its secret is the one
        finally:
            fresh.unlink()
    return path.read_text().strip()


def database(url: str | None) -> dict[str, object]:
    """Return Django's settings for a database address.

    Nothing or `sqlite:///path` gives SQLite (WAL, BEGIN IMMEDIATE: a deferred transaction that turns into a writer
    fails with a lock error); `postgresql://user:password@host:port/name` gives PostgreSQL, where `?host=/folder`
    names a socket folder.
    """
    if not url or url.startswith("sqlite"):
        path = url.split(":///", 1)[1] if url else str(home() / "fengqiao.sqlite3")
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": path,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-64000; "
                "PRAGMA secure_delete=ON;",
            },
            "CONN_MAX_AGE": 60,  # a connection made anew has read nothing yet, not even what tables there are
        }
    parts = urlsplit(url)
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(query.get("host", parts.hostname or "")),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def wipe() -> None:
    """Empty the data folder of an installation: the embedded database, files, caches; the keys stay, so do log-ins.

    Refuses a folder in which no installation lies, and a database outside of the folder. What this product did not make
    is left alone.
    """
    folder = home()
    if any(folder.iterdir()) and not (folder / "keys" / "django").is_file():
        raise Problem("home-foreign", "文件夹“{name}”里不是本系统的数据，没有清空。", name=folder.name)
    embedded = Path(str(database(os.environ.get("FENGQIAO_DATABASE"))["NAME"]))
    if os.environ.get("FENGQIAO_DATABASE") and embedded.parent.resolve() != folder:
        raise Problem("reset-outside", "--reset 只清空自带的数据库；外部数据库请由管理员清空。")
    for entry in (*folder.glob(f"{embedded.name}*"), folder / "files", folder / "shelf", folder / "cache"):
        if entry.is_dir():
            shutil.rmtree(entry)
        else:
            entry.unlink(missing_ok=True)


def free_port(host: str, port: int) -> int:
    """Return the port, or the next one up that is free."""
    for candidate in range(port, port + 100):
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, candidate))
            except OSError:
                continue
            return candidate
    raise Problem("port-none", "端口 {first} 到 {last} 都被占用。请用 --port 另选。", first=port, last=port + 99)
