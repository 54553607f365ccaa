"""枫桥 Fengqiao: the open platform on which a community police station and its villages work."""
