"""`python -m servanda` is the command line."""

from servanda.cli import main

main()
