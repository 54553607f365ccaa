"""查阅记录: who looked, took out, logged in, was appointed and stood in, for those in charge of them."""
