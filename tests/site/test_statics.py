"""Front-end files as an installation serves them."""

from __future__ import annotations

import re
from pathlib import Path

from django.contrib.staticfiles.finders import find
from django.core.files.storage import FileSystemStorage

from fengqiao.desk.duties.phone import FILES
from fengqiao.site.statics import Statics


def test_modules_of_the_phone_page_import_the_very_files_that_the_phone_keeps(tmp_path: Path) -> None:
    """By their hashed names, else the page breaks without a line although the service worker has kept everything."""
    source, kept = FileSystemStorage(tmp_path / "source"), Statics(location=str(tmp_path / "kept"), base_url="/static/")
    scripts = [name for name in FILES if name.endswith(".js")]
    for name in scripts:
        with Path(str(find(name))).open("rb") as file:
            source.save(name, file)
        with Path(str(find(name))).open("rb") as file:
            kept.save(name, file)
    told = {name: done for name, _hashed, done in kept.post_process({name: (source, name) for name in scripts})}
    assert all(done is True for done in told.values()), told
    hashed = {kept.stored_name(name).rsplit("/", 1)[-1] for name in scripts}
    imported = set()
    for name in scripts:
        text = (tmp_path / "kept" / kept.stored_name(name)).read_text()
        imported |= {each.rsplit("/", 1)[-1] for each in re.findall(r"""(?:from\s*|import\()"(\.[^"]+)\"""", text)}
    assert imported
    assert imported <= hashed
