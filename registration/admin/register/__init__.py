"""The pages of the register of organisations, and of its duplicates."""
