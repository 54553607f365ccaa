"""Letters of thanks and banners: from whom (sealed), for whom, their picture, taken back with a reason where wrongly registered (ADR 158)."""
