"""The call register: the list, its sums and checks, calls that go to others."""
