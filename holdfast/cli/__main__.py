"""`python -m holdfast.cli`: the `holdfast` command."""

from holdfast.cli import main

main()
