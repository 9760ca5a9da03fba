"""People, and which addresses are their own."""

from __future__ import annotations

from dataclasses import replace

from mentorlog.model.person import People, own_addresses
from tests.conftest import PEOPLE


def listed(**mails: str) -> People:
    """People by their handles, each with a mail."""
    return People(replace(PEOPLE["ada"], handle=handle, name=handle, mail=mail) for handle, mail in mails.items())


def test_who_changes_their_own_address_keeps_the_one_before() -> None:
    first, later = listed(ada="a@x", james="j@x"), listed(ada="A@new", james="j@x")
    for saver in ("a@x", "a@new"):
        assert own_addresses([("a@x", first), (saver, later)]) == {"ada": {"a@x", "a@new"}, "james": {"j@x"}}


def test_an_address_that_somebody_else_gave_is_alone_theirs() -> None:
    first = listed(ada="a@x", james="j@x")
    assert own_addresses([("a@x", first), ("j@x", listed(ada="a@new", james="j@x"))])["ada"] == {"a@new"}
    lent = listed(ada="j@x", james="j@x")
    assert own_addresses([("a@x", first), ("j@x", lent), ("j@x", first)])["ada"] == {"a@x"}
    swapped = listed(ada="j@x", james="j@other")
    assert own_addresses([("a@x", first), ("j@x", swapped), ("j@x", first)])["ada"] == {"a@x"}


def test_another_person_with_the_same_handle_is_another() -> None:
    renamed = People([replace(PEOPLE["ada"], name="Adele New", mail="adele@x")])
    assert own_addresses([("a@x", listed(ada="a@x")), ("adele@x", renamed)]) == {"ada": {"adele@x"}}
    assert own_addresses([]) == {}
