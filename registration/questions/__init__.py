"""An event's own questions: fields, who is asked, answers kept."""
