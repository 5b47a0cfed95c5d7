"""``lentigo schema``: the JSON Schema of the case file, for editors and other programs."""

from __future__ import annotations

import click

from lentigo.cli.question import json_of, print_json


@click.command()
def command() -> int:
    """Print the JSON Schema of the case file."""
    from lentigo.domain.files import case_schema

    print_json(json_of(case_schema()))
    return 0
