"""What a power cut, a full disk or a kill does, at every single step."""
