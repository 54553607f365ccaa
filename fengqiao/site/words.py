"""Words of the command line: Chinese and English side by side."""


def both(zh: str, en: str) -> str:
    """Return a help text in both languages."""
    return f"{zh} / {en}"
