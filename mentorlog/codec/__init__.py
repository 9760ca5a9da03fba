"""Text to model and back: the formats of the journal's files.

Reading is lenient: a file is read as the person meant it, and every doubt becomes a `Problem` with its line. Writing is
surgical: a change of one key changes the lines of that key and nothing else.
"""
