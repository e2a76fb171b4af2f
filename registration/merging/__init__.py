"""Two organisations that are one."""

from registration.merging.organisations import Hanging, MergeRefused, foreseen, hanging, merge

__all__ = [
    "Hanging",
    "MergeRefused",
    "foreseen",
    "hanging",
    "merge",
]
