"""Working hours, holidays, and time counted only while the centre is open."""
