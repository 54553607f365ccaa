"""What pages share: base templates, components, icons, charts and maps."""
