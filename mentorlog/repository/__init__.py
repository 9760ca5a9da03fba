"""The one door to the journal's files and to git."""
