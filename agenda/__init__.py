"""The agenda: what is said when, by whom; drafts, publications and everything drawn from them."""
