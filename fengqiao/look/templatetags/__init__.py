"""Tags of the look room; `look` is loaded as a template builtin."""
