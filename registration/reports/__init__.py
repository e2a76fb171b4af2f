"""Status, figures, and the list of participants: values and sheets."""
