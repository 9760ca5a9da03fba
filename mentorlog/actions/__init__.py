"""Every use case that changes a journal. The command line and the server call these, and nothing else writes."""
