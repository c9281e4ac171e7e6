"""`portal create-admin`: the first account of a new installation."""

from __future__ import annotations

import click

from portal.accounts.actions.members import create_member
from portal.accounts.actions.roles import grant_role
from portal.cli.database import require_current
from portal.cli.operator import command, operator_app
from portal.core.db import transaction


@command("create-admin")
@click.argument("contact")
@click.option("--name", default="Admin", show_default=True, help="The name others see.")
@click.option("--password", prompt=True, hide_input=True, confirmation_prompt=True, help="Asked for when left out.")
def create_admin(contact: str, name: str, password: str) -> None:
    """Makes an admin who signs in with CONTACT, an e-mail address or a phone number."""
    app = operator_app()
    require_current(app)
    with app.app_context(), transaction():
        grant_role(create_member(contact, password, name), "admin", by=None)
    click.echo(f"{contact} can sign in as an admin.")
