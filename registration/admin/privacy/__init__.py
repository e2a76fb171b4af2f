"""The page that erases personal data."""
