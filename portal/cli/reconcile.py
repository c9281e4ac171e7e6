"""`portal reconcile`: proves that the points add up."""

from __future__ import annotations

from dataclasses import asdict

import click

from portal.cli.operator import command, json_option, operator_app, print_json
from portal.rewards.reconciliation import Reconciliation
from portal.rewards.reconciliation import reconcile as examine


@command()
@json_option
def reconcile(as_json: bool) -> None:
    """Compares balances, ledger and redemptions; exits 1 when anything differs."""
    with operator_app().app_context():
        found = examine()
    if as_json:
        print_json({"clean": found.is_clean, **asdict(found)})
    else:
        _print(found)
    if not found.is_clean:
        raise SystemExit(1)


def _print(found: Reconciliation) -> None:
    click.echo(f"{found.entries} entries of {found.members} members, {found.outstanding} points outstanding.")
    for drift in found.drifted:
        click.echo(f"Member {drift.member_id}: balance {drift.balance}, entries sum to {drift.entries}.", err=True)
    for transfer_id in found.unbalanced:
        click.echo(f"Movement {transfer_id} does not sum to zero over two sides.", err=True)
    for public_id in found.uncharged:
        click.echo(f"Redemption {public_id} and its charge disagree.", err=True)
    if found.total:
        click.echo(f"All entries together sum to {found.total}, not to zero.", err=True)
    if found.is_clean:
        click.echo("The books are clean.")
