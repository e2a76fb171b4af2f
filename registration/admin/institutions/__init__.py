"""The pages of invited institutions, delegations, and letters of invitation."""
