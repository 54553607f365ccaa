"""Help at a station's terminal (e 站): somebody helps somebody with business online, for minutes, to an end or to a matter."""
