"""Pages of joint inspections, of findings and of putting them right."""
