"""Third-party files: only what is named is copied, and nothing names a file that is not there."""

import re

import pytest

from fengqiao.look.icons import ICONS
from fengqiao.site import assets
from fengqiao.site.home import CHECKOUT


@pytest.fixture
def checkout(tmp_path):
    """A checkout whose packages are stand-ins."""
    modules = tmp_path / "node_modules"
    for source, _ in assets.FILES:
        path = modules / source
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            "body{}\n/*# sourceMappingURL=x.css.map */"
            if path.suffix == ".css"
            else "run()\n//# sourceMappingURL=x.js.map\n"
        )
    fonts = modules / assets.FONT_SLICES[0]
    fonts.mkdir()
    (fonts / "noto-sans-sc-4-wght-normal.woff2").write_bytes(b"font")
    (fonts / "other.woff").write_bytes(b"not wanted")
    icons = modules / assets.ICON_FOLDER
    icons.mkdir(parents=True)
    for name in ICONS:
        (icons / f"{name}.svg").write_text(
            '<svg class="x">\n  <path stroke="none" d="M0 0h24v24H0z" fill="none" />\n  <path d="M1 2" />\n</svg>'
        )
    return tmp_path


def test_what_is_named_is_copied_without_its_source_map(checkout):
    vendor = assets.collect(checkout)
    assert (vendor / "tabler/tabler.min.css").read_text() == "body{}\n"
    assert (vendor / "echarts/echarts.min.js").read_text() == "run()\n"
    assert [path.name for path in (vendor / "noto-sans-sc/files").iterdir()] == ["noto-sans-sc-4-wght-normal.woff2"]


def test_collecting_again_drops_what_is_no_longer_named(checkout):
    vendor = assets.collect(checkout)
    (vendor / "old.js").write_text("")
    assert not (assets.collect(checkout) / "old.js").exists()
    assert sorted(path.name for path in (checkout / "build").iterdir()) == ["vendor"]


def test_the_sprite_has_a_symbol_for_each_icon_and_no_empty_frame(checkout):
    sprite = (assets.collect(checkout) / "icons.svg").read_text()
    assert re.findall(r'<symbol id="([\w-]+)"', sprite) == sorted(set(ICONS))
    assert "M0 0h24v24H0z" not in sprite


def test_without_packages_it_says_what_to_run(tmp_path):
    with pytest.raises(FileNotFoundError, match="npm ci"):
        assets.collect(tmp_path)


def test_every_icon_exists_in_the_installed_package():
    folder = CHECKOUT / "node_modules" / assets.ICON_FOLDER
    assert [name for name in ICONS if not (folder / f"{name}.svg").is_file()] == []
    assert len(set(ICONS)) == len(ICONS)


def test_the_manifest_storage_takes_all_static_files(settings, tmp_path):
    from django.core.management import call_command

    settings.STATIC_ROOT = tmp_path
    settings.INSTALLED_APPS = ["django.contrib.staticfiles", "django_htmx", "fengqiao.look"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    sheet = next((tmp_path / "noto-sans-sc").glob("wght.*.css")).read_text()
    assert re.search(r'url\("\./files/noto-sans-sc-4-wght-normal\.\w+\.woff2"\)', sheet)
