"""The four APIs over one state: GitHub's REST and GraphQL, GitLab's, Gitea's, Forgejo's."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote, unquote

from tests.forges.fake import Fake, Pull, Said

Json = Any
_GITHUB = {
    "DISMISSED": "DISMISSED",
    "COMMENT": "COMMENTED",
    "approved": "APPROVED",
    "changes": "CHANGES_REQUESTED",
    "PENDING": "PENDING",
}
_GITEA = {"COMMENT": "COMMENT", "approved": "APPROVED", "changes": "REQUEST_CHANGES", "PENDING": "PENDING"}


@dataclass
class Asked:
    """One request."""

    method: str
    path: str
    query: Mapping[str, str]
    body: Json
    login: str


@dataclass
class Told:
    """One answer; `paged` is a whole list, of which a page is sent."""

    status: int = 200
    body: Json = None
    is_paged: bool = False


def route(fake: Fake, asked: Asked) -> Told:
    """Which API is asked, and what it answers."""
    for begin, view in (("/api/v3", github), ("/api/v4", gitlab), ("/api/v1", gitea)):
        if asked.path.startswith(begin + "/"):
            return view(fake, Asked(asked.method, asked.path[len(begin) :], asked.query, asked.body, asked.login))
    return graphql(fake, asked) if asked.path == "/api/graphql" else Told(404, {"message": "Not Found"})


def _me(fake: Fake, asked: Asked, _: re.Match[str]) -> Told:
    """Whose token it is; each forge tells of the account in its own way."""
    return Told(200, {**_user(fake, asked.login), **_gitea_user(asked.login)})


def stamp(instant: datetime | None) -> str | None:
    """A time, as forges write it."""
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ") if instant else None


Handler = Callable[[Fake, Asked, "re.Match[str]"], Told]


def _dispatch(fake: Fake, asked: Asked, table: Mapping[tuple[str, str], Handler]) -> Told:
    for (method, pattern), handler in table.items():
        if method == asked.method and (found := re.fullmatch(pattern, asked.path)):
            return handler(fake, asked, found)
    return Told(404, {"message": "Not Found"})


def _pull(fake: Fake, number: str) -> Pull:
    pull = fake.pulls[int(number)]
    fake.look(pull)
    return pull


def _sorted(fake: Fake) -> list[Pull]:
    for pull in fake.pulls.values():
        fake.look(pull)
    return sorted(fake.pulls.values(), key=lambda each: each.updated or each.created, reverse=True)


def _by_kind(pull: Pull, kind: str) -> list[Said]:
    return [each for each in pull.said if each.kind == kind]


def _listed(
    fake: Fake, found: re.Match[str], kind: str, view: Callable[[Fake, Pull, Said], Json], me: str = ""
) -> Told:
    """All of a kind; a review that is not sent is its writer's own."""
    pull = _pull(fake, found[1])
    shown = [each for each in _by_kind(pull, kind) if each.verdict != "PENDING" or each.login == me]
    return Told(200, [view(fake, pull, each) for each in shown], is_paged=True)


# GitHub


def github(fake: Fake, asked: Asked) -> Told:
    """See https://docs.github.com/rest/pulls."""
    top = f"/repos/{fake.repository}"
    return _dispatch(fake, asked, {
        ("GET", "/user"): _me,
        ("GET", f"{top}/pulls"): _github_list,
        ("POST", f"{top}/pulls"): _github_open,
        ("GET", rf"{top}/pulls/(\d+)"): lambda f, _, m: Told(200, _github_pull(f, _pull(f, m[1]), whole=True)),
        ("PATCH", rf"{top}/pulls/(\d+)"): _github_update,
        ("GET", rf"{top}/pulls/(\d+)/reviews"): lambda f, a, m: _listed(f, m, "review", _github_review, a.login),
        ("GET", rf"{top}/pulls/(\d+)/comments"): lambda f, _, m: _listed(f, m, "line", _github_line),
        ("GET", rf"{top}/issues/(\d+)/comments"): lambda f, _, m: _listed(f, m, "talk", _github_talk),
        ("POST", rf"{top}/issues/(\d+)/comments"): _github_say,
        ("POST", rf"{top}/pulls/(\d+)/comments"): _github_reply,
    })  # fmt: skip


def graphql(fake: Fake, asked: Asked) -> Told:
    """https://docs.github.com/graphql: the one question that REST does not answer."""
    wanted = asked.body["variables"]
    pull = fake.pulls[wanted["number"]]
    kept = {each.id for each in _by_kind(pull, "line")}
    roots = [each for each in _by_kind(pull, "line") if each.reply_to not in kept]
    begin = int(wanted["after"] or 0)
    nodes = [
        {
            "isResolved": bool(each.resolved_by),
            "resolvedBy": {"login": each.resolved_by} if each.resolved_by else None,
            "comments": {"nodes": [{"url": f"{fake.web}/{fake.repository}/pull/{pull.number}#discussion_r{each.id}"}]},
        }
        for each in roots[begin : begin + 100]
    ]
    info = {"hasNextPage": begin + 100 < len(roots), "endCursor": str(begin + 100)}
    threads = {"pageInfo": info, "nodes": nodes}
    return Told(200, {"data": {"repository": {"pullRequest": {"reviewThreads": threads}}}})


def _github_list(fake: Fake, asked: Asked, _: re.Match[str]) -> Told:
    branch = asked.query.get("head", "").partition(":")[2]
    found = [each for each in _sorted(fake) if branch in ("", each.branch)]
    return Told(200, [_github_pull(fake, each) for each in found], is_paged=True)


def _github_open(fake: Fake, asked: Asked, _: re.Match[str]) -> Told:
    body = asked.body
    if any(each.branch == body["head"] and each.state == "open" for each in fake.pulls.values()):
        errors = [{"resource": "PullRequest", "code": "custom", "message": "A pull request already exists."}]
        return Told(
            422, {"message": "Validation Failed", "errors": errors, "documentation_url": "https://docs.github.com"}
        )
    return Told(
        201, _github_pull(fake, fake.open(body["head"], body["base"], body["title"], body.get("body", "")), whole=True)
    )


def _github_update(fake: Fake, asked: Asked, found: re.Match[str]) -> Told:
    if asked.body.get("state") == "closed":
        fake.close(fake.pulls[int(found[1])])
    return Told(200, _github_pull(fake, fake.pulls[int(found[1])], whole=True))


def _github_say(fake: Fake, asked: Asked, found: re.Match[str]) -> Told:
    pull = fake.pulls[int(found[1])]
    return Told(201, _github_talk(fake, pull, fake.talk(pull, asked.login, asked.body["body"])))


def _github_reply(fake: Fake, asked: Asked, found: re.Match[str]) -> Told:
    pull = fake.pulls[int(found[1])]
    to = next((each for each in _by_kind(pull, "line") if each.id == asked.body["in_reply_to"]), None)
    if to is None:
        return Told(404, {"message": "Not Found"})
    return Told(201, _github_line(fake, pull, fake.reply(pull, asked.login, to, asked.body["body"])))


def _user(fake: Fake, login: str) -> Json:
    """As much of a GitHub account as its description asks for."""
    at = f"{fake.web}/{login}"
    links = ("url", "followers_url", "following_url", "gists_url", "starred_url", "subscriptions_url", "organizations_url",
             "repos_url", "events_url", "received_events_url", "html_url", "avatar_url")  # fmt: skip
    plain = {"login": login, "id": 1 + sum(map(ord, login)), "node_id": f"U_{login}", "gravatar_id": "", "type": "User"}
    return plain | {"site_admin": False} | dict.fromkeys(links, at)


def _github_pull(fake: Fake, pull: Pull, *, whole: bool = False) -> Json:
    at = f"{fake.web}/{fake.repository}/pull/{pull.number}"
    api = f"{fake.web}/api/v3/repos/{fake.repository}/pulls/{pull.number}"
    user = _user(fake, "ada-e")
    repo = {"id": 77, "name": "journal", "full_name": fake.repository, "private": True, "owner": user}
    links = {
        name: {"href": api}
        for name in ("comments", "commits", "statuses", "html", "issue", "review_comments", "review_comment", "self")
    }
    row = {
        "url": api, "id": 900 + pull.number, "node_id": f"PR_{pull.number}", "html_url": at, "diff_url": at, "patch_url": at,
        "issue_url": api, "commits_url": api, "review_comments_url": api, "review_comment_url": api, "comments_url": api,
        "statuses_url": api, "number": pull.number, "state": pull.state, "locked": False, "title": pull.title, "user": user,
        "body": pull.body, "labels": [], "milestone": None, "created_at": stamp(pull.created),
        "updated_at": stamp(pull.updated or pull.created), "closed_at": stamp(pull.merged), "merged_at": stamp(pull.merged),
        "merge_commit_sha": None, "assignee": None, "author_association": "OWNER", "auto_merge": None, "_links": links,
        "head": {"label": f"ada:{pull.branch}", "ref": pull.branch, "sha": pull.head, "user": user, "repo": repo},
        "base": {"label": f"ada:{pull.target}", "ref": pull.target, "sha": pull.base, "user": user, "repo": repo},
    }  # fmt: skip
    counts = {"comments": 0, "review_comments": 0, "commits": 1, "additions": 1, "deletions": 0, "changed_files": 1}
    more = {
        "merged": bool(pull.merged),
        "mergeable": None,
        "mergeable_state": "clean",
        "merged_by": None,
        "maintainer_can_modify": False,
    }
    return row | counts | more if whole else row


def _github_review(fake: Fake, pull: Pull, said: Said) -> Json:
    at = f"{fake.web}/{fake.repository}/pull/{pull.number}"
    return {
        "id": said.id, "node_id": f"R_{said.id}", "user": _user(fake, said.login), "body": said.body,
        "state": _GITHUB[said.verdict], "html_url": f"{at}#pullrequestreview-{said.id}", "pull_request_url": at,
        "_links": {"html": {"href": at}, "pull_request": {"href": at}}, "submitted_at": stamp(said.created),
        "commit_id": said.commit, "author_association": "OWNER",
    }  # fmt: skip


def _github_line(fake: Fake, pull: Pull, said: Said) -> Json:
    at = f"{fake.web}/{fake.repository}/pull/{pull.number}"
    now = fake.now_at(said, pull)
    side = "LEFT" if said.is_old else "RIGHT"
    row = {
        "url": at, "id": said.id, "node_id": f"RC_{said.id}", "pull_request_review_id": said.review, "diff_hunk": said.hunk,
        "path": said.path, "commit_id": pull.head, "original_commit_id": said.commit, "user": _user(fake, said.login),
        "body": said.body, "created_at": stamp(said.created), "updated_at": stamp(said.updated),
        "html_url": f"{at}#discussion_r{said.id}", "pull_request_url": at, "author_association": "OWNER",
        "_links": {name: {"href": at} for name in ("self", "html", "pull_request")},
        "original_line": said.line, "side": side, "subject_type": "line", "original_position": said.hunk.count("\n"),
    }  # fmt: skip
    if now:
        row |= {"line": now, "position": said.hunk.count("\n")}
    if said.first:
        row |= {"original_start_line": said.first, "start_side": side, "start_line": None}
    return row | ({"in_reply_to_id": said.reply_to} if said.reply_to else {})


def _github_talk(fake: Fake, pull: Pull, said: Said) -> Json:
    at = f"{fake.web}/{fake.repository}/pull/{pull.number}#issuecomment-{said.id}"
    return {
        "id": said.id, "node_id": f"IC_{said.id}", "url": at, "html_url": at, "body": said.body, "issue_url": at,
        "user": _user(fake, said.login), "created_at": stamp(said.created), "updated_at": stamp(said.updated),
        "author_association": "OWNER",
    }  # fmt: skip


# GitLab


def gitlab(fake: Fake, asked: Asked) -> Told:
    """See https://docs.gitlab.com/api/merge_requests."""
    top = f"/projects/{re.escape(quote(fake.repository, safe=''))}/merge_requests"
    return _dispatch(fake, asked, {
        ("GET", "/user"): _me,
        ("GET", top): _gitlab_list,
        ("POST", top): _gitlab_open,
        ("GET", rf"{top}/(\d+)"): lambda f, _, m: Told(200, _gitlab_merge(f, _pull(f, m[1]))),
        ("PUT", rf"{top}/(\d+)"): _gitlab_update,
        ("GET", rf"{top}/(\d+)/discussions"): lambda f, _, m: Told(200, _discussions(_pull(f, m[1])), is_paged=True),
        ("POST", rf"{top}/(\d+)/discussions/([^/]+)/notes"): _gitlab_reply,
    })  # fmt: skip


def _gitlab_list(fake: Fake, asked: Asked, _: re.Match[str]) -> Told:
    branch = asked.query.get("source_branch", "")
    return Told(
        200, [_gitlab_merge(fake, each) for each in _sorted(fake) if branch in ("", each.branch)], is_paged=True
    )


def _gitlab_open(fake: Fake, asked: Asked, _: re.Match[str]) -> Told:
    body = asked.body
    if any(each.branch == body["source_branch"] and each.state == "open" for each in fake.pulls.values()):
        return Told(409, {"message": ["Another open merge request already exists for this source branch: !1"]})
    return Told(
        201,
        _gitlab_merge(
            fake, fake.open(body["source_branch"], body["target_branch"], body["title"], body["description"])
        ),
    )


def _gitlab_update(fake: Fake, asked: Asked, found: re.Match[str]) -> Told:
    if asked.body.get("state_event") == "close":
        fake.close(fake.pulls[int(found[1])])
    return Told(200, _gitlab_merge(fake, fake.pulls[int(found[1])]))


def _gitlab_reply(fake: Fake, asked: Asked, found: re.Match[str]) -> Told:
    pull = fake.pulls[int(found[1])]
    to = next((each for each in pull.said if each.discussion == unquote(found[2])), None)
    if to is None:
        return Told(404, {"message": "404 Discussion Not Found"})
    return Told(201, _note(fake.reply(pull, asked.login, to, asked.body["body"])))


def _gitlab_merge(fake: Fake, pull: Pull) -> Json:
    state = "merged" if pull.merged else {"open": "opened"}.get(pull.state, pull.state)
    return {
        "id": 900 + pull.number, "iid": pull.number, "project_id": 77, "target_project_id": 77, "title": pull.title,
        "description": pull.body, "state": state, "created_at": stamp(pull.created), "updated_at": stamp(pull.updated or pull.created),
        "merged_at": stamp(pull.merged), "target_branch": pull.target, "source_branch": pull.branch, "sha": pull.head,
        "diff_refs": {"base_sha": pull.base, "start_sha": pull.base, "head_sha": pull.head},
        "web_url": f"{fake.web}/{fake.repository}/-/merge_requests/{pull.number}",
        "references": {"full": f"{fake.repository}!{pull.number}"},
    }  # fmt: skip


def _discussions(pull: Pull) -> Json:
    found: dict[str, list[Said]] = {}
    for each in pull.said:
        if each.kind == "review" and each.verdict in ("COMMENT", "PENDING") and not each.body:
            continue
        found.setdefault(each.discussion or f"{each.id + 2**70:040x}", []).append(each)
    return [
        {"id": id_, "individual_note": each[0].kind != "line", "notes": [_note(said, each[0]) for said in each]}
        for id_, each in found.items()
    ]


def _note(said: Said, root: Said | None = None) -> Json:
    root = root or said
    is_system = said.kind == "review" and said.verdict in ("approved", "changes")
    row = {
        "id": said.id, "type": "DiffNote" if said.kind == "line" else None, "system": is_system, "noteable_type": "MergeRequest",
        "body": {"approved": "approved this merge request", "changes": "requested changes"}.get(said.verdict, said.body),
        "author": {"id": 1, "username": said.login, "name": said.login, "state": "active"},
        "created_at": said.created.strftime("%Y-%m-%dT%H:%M:%S.520Z"), "updated_at": said.updated.strftime("%Y-%m-%dT%H:%M:%S.520Z"),
        "resolvable": said.kind == "line",
    }  # fmt: skip
    if said.kind != "line":
        return row
    resolver = {"id": 1, "username": root.resolved_by, "name": root.resolved_by} if root.resolved_by else None
    row |= {"resolved": bool(root.resolved_by), "resolved_by": resolver, "resolved_at": stamp(root.resolved_at)}
    side = "old" if said.is_old else "new"
    position: dict[str, Json] = {
        "base_sha": said.base, "start_sha": said.base, "head_sha": said.commit, "old_path": said.path, "new_path": said.path,
        "position_type": "text", "old_line": None, "new_line": None, f"{side}_line": said.line,
    }  # fmt: skip
    if said.first:
        ends = {"start": said.first, "end": said.line}
        position["line_range"] = {name: {"type": side, f"{side}_line": line} for name, line in ends.items()}
    return row | {"position": position}


# Gitea and Forgejo


def gitea(fake: Fake, asked: Asked) -> Told:
    """See https://docs.gitea.com/api."""
    top = f"/repos/{fake.repository}"
    return _dispatch(fake, asked, {
        ("GET", "/user"): _me,
        ("GET", f"{top}/pulls"): lambda f, _, __: Told(200, [_gitea_pull(f, each) for each in _sorted(f)], is_paged=True),
        ("POST", f"{top}/pulls"): _gitea_open,
        ("GET", rf"{top}/pulls/(\d+)"): lambda f, _, m: Told(200, _gitea_pull(f, _pull(f, m[1]))),
        ("PATCH", rf"{top}/pulls/(\d+)"): _gitea_update,
        ("GET", rf"{top}/pulls/(\d+)/reviews"): lambda f, a, m: _listed(f, m, "review", _gitea_review, a.login),
        ("GET", rf"{top}/pulls/(\d+)/reviews/(\d+)/comments"): _gitea_lines,
        ("POST", rf"{top}/pulls/(\d+)/reviews"): _gitea_reply,
        ("GET", rf"{top}/issues/(\d+)/comments"): lambda f, _, m: Told(200, _listed(f, m, "talk", _gitea_talk).body),
        ("POST", rf"{top}/issues/(\d+)/comments"): _gitea_say,
    })  # fmt: skip


def _gitea_lines(fake: Fake, _: Asked, found: re.Match[str]) -> Told:
    pull = _pull(fake, found[1])
    return Told(200, [_gitea_line(fake, pull, each) for each in _by_kind(pull, "line") if each.review == int(found[2])])


def _gitea_open(fake: Fake, asked: Asked, _: re.Match[str]) -> Told:
    body = asked.body
    if any(each.branch == body["head"] and each.state == "open" for each in fake.pulls.values()):
        return Told(409, {"message": "pull request already exists for these targets"})
    return Told(201, _gitea_pull(fake, fake.open(body["head"], body["base"], body["title"], body["body"])))


def _gitea_update(fake: Fake, asked: Asked, found: re.Match[str]) -> Told:
    if asked.body.get("state") == "closed":
        fake.close(fake.pulls[int(found[1])])
    return Told(201, _gitea_pull(fake, fake.pulls[int(found[1])]))


def _gitea_reply(fake: Fake, asked: Asked, found: re.Match[str]) -> Told:
    pull = fake.pulls[int(found[1])]
    review = fake.review(pull, asked.login, asked.body["body"])
    for each in asked.body["comments"]:
        line = each.get("new_position") or each["old_position"]
        side = not each.get("new_position")
        to = next(
            (
                said
                for said in _by_kind(pull, "line")
                if (said.path, said.line, said.is_old) == (each["path"], line, side)
            ),
            None,
        )
        if to is None:
            return Told(422, {"message": "line is outside of the change"})
        said = fake.reply(pull, asked.login, to, each["body"])
        pull.said.remove(next(one for one in pull.said if one.kind == "review" and one.id == said.review))
        said.review = review.id
    return Told(200, _gitea_review(fake, pull, review))


def _gitea_say(fake: Fake, asked: Asked, found: re.Match[str]) -> Told:
    pull = fake.pulls[int(found[1])]
    return Told(201, _gitea_talk(fake, pull, fake.talk(pull, asked.login, asked.body["body"])))


def _gitea_pull(fake: Fake, pull: Pull) -> Json:
    repo = {"id": 77, "full_name": fake.repository}
    return {
        "id": 900 + pull.number, "number": pull.number, "title": pull.title, "body": pull.body, "state": pull.state,
        "html_url": f"{fake.web}/{fake.repository}/pulls/{pull.number}", "merged": bool(pull.merged),
        "merged_at": stamp(pull.merged), "merge_base": pull.base, "created_at": stamp(pull.created),
        "updated_at": stamp(pull.updated or pull.created),
        "head": {"ref": pull.branch, "sha": pull.head, "repo": repo}, "base": {"ref": pull.target, "sha": pull.base, "repo": repo},
    }  # fmt: skip


def _gitea_user(login: str) -> Json:
    return {
        "id": 2, "login": login, "full_name": "", "email": f"{login}@example.org", "avatar_url": "", "language": "",
        "is_admin": False, "last_login": "1970-01-01T00:00:00Z", "created": "2026-11-22T10:16:42Z", "restricted": False,
        "active": True, "prohibit_login": False, "location": "", "website": "", "description": "", "visibility": "public",
        "followers_count": 0, "following_count": 0, "starred_repos_count": 0, "username": login,
    }  # fmt: skip


def _gitea_review(fake: Fake, pull: Pull, said: Said) -> Json:
    at = f"{fake.web}/{fake.repository}/pulls/{pull.number}"
    return {
        "id": said.id, "user": _gitea_user(said.login), "team": None, "state": _GITEA[said.verdict], "body": said.body,
        "commit_id": said.commit, "stale": False, "official": False, "dismissed": False,
        "comments_count": sum(each.review == said.id for each in _by_kind(pull, "line")),
        "submitted_at": stamp(said.created), "html_url": f"{at}#issuecomment-{said.id + 2}", "pull_request_url": at,
    }  # fmt: skip


def _gitea_line(fake: Fake, pull: Pull, said: Said) -> Json:
    at = f"{fake.web}/{fake.repository}/pulls/{pull.number}"
    head, *rows = said.hunk.split("\n")
    resolver = _gitea_user(said.resolved_by) if said.resolved_by else None
    last = rows[-4:]
    hunk = re.sub(r"\+\d+(,\d+)?", f"+{said.line - len(last) + 1},{len(last)}", head, count=1)
    row = {
        "id": said.id, "body": said.body, "user": _gitea_user(said.login), "resolver": resolver,
        "pull_request_review_id": said.review, "created_at": stamp(said.created), "updated_at": stamp(said.updated),
        "path": said.path, "commit_id": fake.blamed(said), "original_commit_id": "",
        "diff_hunk": said.hunk if said.is_old else "\n".join([hunk, *last]),
        "position": 0 if said.is_old else said.line, "original_position": said.line if said.is_old else 0,
        "html_url": f"{at}#issuecomment-{said.id}", "pull_request_url": at,
    }  # fmt: skip
    return row | ({"extra_lines_count": said.line - said.first if said.first else 0} if fake.kind == "forgejo" else {})


def _gitea_talk(fake: Fake, pull: Pull, said: Said) -> Json:
    at = f"{fake.web}/{fake.repository}/pulls/{pull.number}#issuecomment-{said.id}"
    user = _gitea_user(said.login)
    return {
        "id": said.id,
        "html_url": at,
        "user": user,
        "body": said.body,
        "created_at": stamp(said.created),
        "updated_at": stamp(said.updated),
    }
