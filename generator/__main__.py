"""Lets `python -m generator` be `gen`."""

from generator.cli import main

main()
