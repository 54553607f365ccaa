"""Backup and restore: one archive that both databases read, without keys; the data keys in a small file of their own."""

from fengqiao.site.backup.making import Made, make
from fengqiao.site.backup.restoring import Restored, restore

__all__ = ["Made", "Restored", "make", "restore"]
