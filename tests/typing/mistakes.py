"""User code that mypy --strict must refuse; each line with an error says so with the code it expects."""

from __future__ import annotations

from tests.typing.models import Address, User


def mistakes(user: User, address: Address) -> None:
    user.name = 5  # type: ignore[assignment]
    user.addresses = [user]  # type: ignore[list-item]
    user.name.append("x")  # type: ignore[attr-defined]
    address.parent.id  # type: ignore[union-attr]  # noqa: B018
    number: int = user.nick  # type: ignore[assignment]
    del number
