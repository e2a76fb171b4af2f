"""The site: settings, addresses, sign-in, health. No domain knowledge."""

__version__ = "0.1.0"
