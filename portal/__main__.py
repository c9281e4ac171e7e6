"""`python -m portal` is the `portal` console script."""

from portal.cli import main

main(prog_name="portal")
