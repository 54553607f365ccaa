"""学习: what study uses (places, lecturers, media), make-up study, and gaps in the hours of a year."""
