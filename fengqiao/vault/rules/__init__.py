"""What holds for files and personal fields: looking inside, cleaning, masking, and how a value is searched for."""

from fengqiao.vault.rules.documents import anonymous
from fengqiao.vault.rules.fields import group_of, kind_of, looks_like, masked, normal
from fengqiao.vault.rules.files import cleaned, media_type, plain_name, small, why_not_kept

__all__ = [
    "anonymous",
    "cleaned",
    "group_of",
    "kind_of",
    "looks_like",
    "masked",
    "media_type",
    "normal",
    "plain_name",
    "small",
    "why_not_kept",
]
