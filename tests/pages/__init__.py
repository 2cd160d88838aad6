"""Documents for people and for other programs: docs, OpenSpec pages, task files."""
