"""Pages of the published rules: routing table, kinds with their clocks, calendar, editions."""
