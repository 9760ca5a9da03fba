"""What things are: frozen values without any reading or writing.

Time and new ids are parameters everywhere in here: nothing in this room looks at a clock, a disk or a random source.
"""
