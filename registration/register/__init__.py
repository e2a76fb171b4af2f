"""The register of organisations: found and made."""
