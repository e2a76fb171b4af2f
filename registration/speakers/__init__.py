"""Which person of the programme is which participant."""
