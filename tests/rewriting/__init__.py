"""Comments on texts that are rewritten again and again, and the truth about where their words went."""
