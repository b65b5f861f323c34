"""The group of commands, and how an error of the family leaves it."""

from typing import Any

import click

import derive

from ..errors import DeriveError


class Commands(click.Group):
    """Turns every DeriveError of a command into one message on stderr and its exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except DeriveError as error:
            for line in str(error).splitlines():
                click.echo(f"derive: {line}", err=True)
            ctx.exit(error.exit_code)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(derive.__version__, prog_name="derive")
def cli() -> None:
    """Backpropagation derivations that can be trusted line by line.

    Without SPEC every command takes the seed network: two layers, sigmoid, binary cross-entropy.
    """
