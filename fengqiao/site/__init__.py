"""The outermost room: settings, addresses, the command line, the demo."""
