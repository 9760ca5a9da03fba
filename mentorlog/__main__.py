"""`python -m mentorlog`."""

from mentorlog.cli import main

if __name__ == "__main__":  # a helper process imports this module too
    main()
