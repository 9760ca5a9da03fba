"""Tests of the server: what it lets in, what a page can do, what is left when it ends in the middle."""
