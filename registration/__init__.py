"""Who is invited, from where, and what they were sent."""
