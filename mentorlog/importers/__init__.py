"""What other programs made, read as what we know."""
