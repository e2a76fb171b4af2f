"""What the secretariat's pages of registration share."""
