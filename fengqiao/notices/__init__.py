"""Messages to people: the outbox written with the deed that causes it, its delivery, receipts, quiet hours, the inbox."""
