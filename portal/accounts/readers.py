"""Selects made once for all readers of one standing: building one costs more than the database takes to answer it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, wraps
from typing import Any, ClassVar, Concatenate, ParamSpec

import sqlalchemy as sa

from portal.accounts.policy import Person
from portal.core.db import AnySelect, Rows, db, execute

Arguments = ParamSpec("Arguments")
Build = Callable[Concatenate[Person | None, Arguments], AnySelect]


class RoleHolder:
    """What roles someone holds, from their grants in force; nothing while suspended."""

    __slots__ = ()
    roles: frozenset[tuple[str, int | None]]
    is_suspended: Any

    @property
    def is_staff(self) -> bool:
        return bool(self.roles) and not self.is_suspended

    def has_role(self, role: str, group_id: int | None = None) -> bool:
        """Whether a grant covers the role: everywhere, or in the group named; admins hold every role."""
        held = self.roles if not self.is_suspended else frozenset()
        return ("admin", None) in held or (role, None) in held or (group_id is not None and (role, group_id) in held)

    def has_role_somewhere(self, role: str) -> bool:
        """Whether any grant, of whatever group, is of the role."""
        return self.has_role(role) or (not self.is_suspended and any(held == role for held, _group in self.roles))


@dataclass(frozen=True, slots=True)
class AnyReader(RoleHolder):
    """A Person of whom policies know the standing; who it is, is filled in when the select is asked."""

    roles: frozenset[tuple[str, int | None]]
    is_suspended: bool

    id: ClassVar[sa.BindParameter[int]] = sa.bindparam("reader", type_=sa.BigInteger())


def prepared(build: Build[Arguments]) -> Callable[..., Rows]:
    """Turns `build(person, *shape) -> select` into `ask(person, *shape, **values) -> rows`.

    The select is built once for each shape and standing, so nothing in it may be a value of today: such values are
    bound parameters, given by name when asking. Rows are plain: no entities, no lazy loading.
    """
    made = lru_cache(maxsize=500)(build)

    @wraps(build)
    def ask(person: Person | None, *shape: Any, **values: Any) -> Rows:
        statement = made(_standing(person), *shape)  # type: ignore[call-arg, arg-type]  # a cache forgets its types
        return execute(statement, reader=_number(person), **values)

    return ask


def prepared_entities(build: Build[Arguments]) -> Callable[..., sa.Result[*tuple[Any, ...]]]:
    """As `prepared`, for selects of entities."""
    made = lru_cache(maxsize=500)(build)

    @wraps(build)
    def ask(person: Person | None, *shape: Any, **values: Any) -> sa.Result[*tuple[Any, ...]]:
        statement = made(_standing(person), *shape)  # type: ignore[call-arg, arg-type]  # a cache forgets its types
        return db.session.execute(statement, {"reader": _number(person), **values})

    return ask


def _standing(person: Person | None) -> AnyReader | None:
    return None if person is None else AnyReader(person.roles, person.is_suspended)


def _number(person: Person | None) -> int:
    return person.id if person is not None else 0
