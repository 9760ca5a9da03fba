"""mentorlog: a private, shared journal for a mentee and a mentor."""

__version__ = "0.1.0"
