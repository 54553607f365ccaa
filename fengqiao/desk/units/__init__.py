"""How units are reached: telephone and hours for residents, and which of them work by e-mail."""
