"""Tests of what is read from other programs."""
