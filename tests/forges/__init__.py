"""Forges: held against recordings, against GitHub's own description, and lived through with a forge of our own."""
