"""The pages of one's own account: log-in, second factor, recovery codes, where one is logged in, who stands in."""
