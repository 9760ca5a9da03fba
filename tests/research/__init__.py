"""The journal as data."""
