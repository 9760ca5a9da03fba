"""The site over HTTP, for this machine alone."""
