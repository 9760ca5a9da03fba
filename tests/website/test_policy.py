"""What a page may do: its own scripts run, and nothing that stands in its content."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256

from mentorlog.website.policy import with_policy


def sum_of(script: str) -> str:
    """A script as a policy names it."""
    return f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'"


def test_the_shells_own_scripts_are_named_and_the_contents_are_not() -> None:
    content = "<p>x</p><script>evil()</script>"
    shell = (
        '<head><meta charset="utf-8"><script>one()</script></head>'
        f'{content}<script src="a.js"></script><script id="c" type="application/json">{{}}</script><script>two()</script>'
    )
    page = with_policy(shell, content)
    policy = page.partition('Content-Security-Policy" content="')[2].partition('"')[0]
    assert sum_of("one()") in policy
    assert sum_of("two()") in policy
    assert policy.count("sha256") == 2
    assert "unsafe-inline" not in policy.partition("style-src")[0]
    assert page.replace(f'\n      <meta http-equiv="Content-Security-Policy" content="{policy}">', "") == shell


def test_a_script_of_the_shell_is_named_once_though_the_content_holds_the_same() -> None:
    content = "<script>one()</script>"
    page = with_policy(f'<meta charset="utf-8"><script>one()</script>{content}', content)
    assert page.count("sha256") == 1


def test_a_page_without_content_of_ours_is_ruled_as_well() -> None:
    assert "default-src 'none'" in with_policy('<meta charset="utf-8"><script>one()</script>', "")
