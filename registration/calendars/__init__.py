"""What each participant's calendar holds: feed, calendar mail, replies, joining details."""
