"""Senders of notices, one folder each: a pure encode and decode, real payloads as samples, and the sending itself."""
