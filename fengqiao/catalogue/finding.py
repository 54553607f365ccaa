"""What a check of a pack says: file, line, place, message in both languages, and how bad it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from fengqiao.kit.problems import Problem


class Severity(StrEnum):
    """An error keeps the pack from being used; a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong: `file` within the pack, `line` from 1, `path` like `kind[2].field[0].name`, entries from 0."""

    file: str
    line: int
    path: str
    code: str
    message: str
    message_en: str
    severity: Severity = Severity.ERROR

    @property
    def is_error(self) -> bool:
        """Whether the pack cannot be used before this is mended."""
        return self.severity is Severity.ERROR

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class PackRefused(Problem):
    """A pack with errors; `findings` are all of them, warnings too."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        errors = [finding for finding in findings if finding.is_error]
        message = "规则包有 {count} 处错误，第一处：{first}"
        super().__init__("pack-refused", message, count=len(errors), first=str(errors[0]))
        self.findings = findings
