"""Pure rules of joint incidents."""
