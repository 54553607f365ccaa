"""Small wishes of children (微心愿): collected with consent, shown without a name, claimed once, fulfilled with evidence (ADR 150)."""
