"""`python -m metrics.cli` is `proveout`."""

from metrics.cli import main

main()
