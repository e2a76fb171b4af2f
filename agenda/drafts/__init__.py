"""Draft rows and frozen values, both ways; every change of a draft as a step; remarks of reviewers."""
