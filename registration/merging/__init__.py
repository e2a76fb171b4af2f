"""Two organisations that are one."""
