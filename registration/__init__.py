"""Registration: the people who are invited, their institutions, and the letters they were sent."""
