"""Calls as other programs' calendars read them."""
