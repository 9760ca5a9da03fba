"""GitHub: REST for what was said (https://docs.github.com/rest/pulls), GraphQL for what is resolved, which REST lacks.

A review comment's `position` is an offset in the diff, and everything without `original_` moves on as the branch does;
so the place is read from `original_line` in `original_commit_id`, and, for comments from before there were lines, from
the end of the piece of diff that comes along.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from mentorlog.forges.talk import Call, Row, Talk, by_age, by_replies, comment, is_own, rows, who_am_i
from mentorlog.model.review import Place, PullRequest, ReviewComment, ReviewThread, State, Verdict

_VERDICTS = {"APPROVED": Verdict.APPROVED, "CHANGES_REQUESTED": Verdict.CHANGES, "DISMISSED": Verdict.DISMISSED}
_PENDING = "PENDING"
_RESOLVED = """query($owner: String!, $name: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $name) { pullRequest(number: $number) { reviewThreads(first: 100, after: $after) {
    pageInfo { hasNextPage endCursor }
    nodes { isResolved resolvedBy { login } comments(first: 1) { nodes { url } } }
  } } }
}"""
_SILENT = (400, 401, 403, 404, 500, 501, 502, 503, 504)
"""Without an answer, it is not known what is resolved; all that was said comes home nevertheless."""
_LINE = re.compile(r"#discussion_r(\d+)$")
"""How a comment at a line is numbered in its link: what GraphQL calls `databaseId` is too small for today's numbers."""


@dataclass(frozen=True, slots=True)
class GitHub:
    """A repository on GitHub, or on a GitHub of one's own.

    Attributes:
        repository: `owner/name`.
        web: the address of its pages.
    """

    repository: str
    web: str
    kind: str = "github"

    def requests(self, branch: str = "") -> Talk[list[PullRequest]]:
        """The pull requests of a branch, or of all, in whatever state; what was changed last comes first."""
        query: dict[str, str | int] = {"state": "all", "sort": "updated", "direction": "desc"}
        if branch:
            query["head"] = f"{self.repository.partition('/')[0]}:{branch}"
        answer = yield Call("GET", f"{self._at}/pulls", query, pages=True)
        found = [self._request(row) for row in rows(answer.body)]
        return [each for each in found if branch in ("", each.branch)]

    def open(self, branch: str, target: str, title: str, body: str) -> Talk[PullRequest]:
        """Ask for a branch to be brought into another."""
        asked = {"title": title, "head": branch, "base": target, "body": body}
        return self._request(Row((yield Call("POST", f"{self._at}/pulls", body=asked)).body))

    def read(self, number: int) -> Talk[tuple[PullRequest, list[ReviewThread]]]:
        """A pull request, and everything that was said on it; a review that is not sent yet is its writer's own."""
        pull = f"{self._at}/pulls/{number}"
        request = self._request(Row((yield Call("GET", pull)).body))
        reviews = rows((yield Call("GET", f"{pull}/reviews", pages=True)).body)
        lines = rows((yield Call("GET", f"{pull}/comments", pages=True)).body)
        talk = rows((yield Call("GET", f"{self._at}/issues/{number}/comments", pages=True)).body)
        settled = yield from self._settled(number)
        sent = [row for row in reviews if row.text("state") != _PENDING]
        pending = {row.id() for row in reviews if row.text("state") == _PENDING}
        public = [row for row in lines if row.name_of("pull_request_review_id") not in pending]
        threads = [ReviewThread((_review(row),)) for row in sent if row.text("body").strip() or _verdict(row)]
        for said in by_replies((row, row.name_of("in_reply_to_id")) for row in public).values():
            said.sort(key=by_age)
            comments = tuple(comment(row, "line") for row in said)
            resolved, resolver = next((settled[row.id()] for row in said if row.id() in settled), (None, ""))
            threads.append(ReviewThread(comments, _place(said[0]), resolved, resolver))
        threads += [ReviewThread((comment(row, "talk"),)) for row in talk]
        return request, threads

    def reply(self, request: PullRequest, thread: ReviewThread, body: str) -> Talk[None]:
        """Answer what was said: at a line in its thread, else below the request."""
        if thread.place:
            asked = {
                "body": body,
                "commit_id": request.head,
                "path": thread.place.path,
                "in_reply_to": int(thread.root.id),
            }
            yield Call("POST", f"{self._at}/pulls/{request.number}/comments", body=asked)
        else:
            yield Call("POST", f"{self._at}/issues/{request.number}/comments", body={"body": body})

    def close(self, request: PullRequest) -> Talk[None]:
        """End it as it is."""
        yield Call("PATCH", f"{self._at}/pulls/{request.number}", body={"state": "closed"})

    def me(self) -> Talk[str]:
        """The login that the token stands for."""
        return who_am_i()

    def head(self, number: int) -> str:
        """The ref under which GitHub keeps what a pull request would bring."""
        return f"refs/pull/{number}/head"

    def link(self, branch: str, target: str) -> str:
        """The page on which a person opens a pull request by hand."""
        return f"{self.web}/{self.repository}/compare/{quote(target)}...{quote(branch)}?{urlencode({'expand': 1})}"

    @property
    def _at(self) -> str:
        return f"/repos/{self.repository}"

    def _settled(self, number: int) -> Talk[dict[str, tuple[bool, str]]]:
        """By the id of a thread's first comment: whether it is resolved, and by whom; as far as GitHub tells."""
        owner, _, name = self.repository.partition("/")
        found: dict[str, tuple[bool, str]] = {}
        after: str | None = None
        while True:
            wanted = {"owner": owner, "name": name, "number": number, "after": after}
            body = {"query": _RESOLVED, "variables": wanted}
            answer = yield Call("POST", "", body=body, refusals=_SILENT, is_graphql=True)
            threads = Row(answer.body).row("data").row("repository").row("pullRequest").row("reviewThreads")
            for node in threads.rows("nodes"):
                links = [row.text("url") for row in node.row("comments").rows("nodes")]
                told = node.truth("isResolved") is True, node.row("resolvedBy").text("login")
                found |= {at[1]: told for link in links if (at := _LINE.search(link))}
            following = threads.row("pageInfo").text("endCursor")
            if not threads.row("pageInfo").truth("hasNextPage") or not following or following == after:
                return found
            after = following

    def _request(self, row: Row) -> PullRequest:
        merged = row.has("merged_at") or row.truth("merged")
        state = State.MERGED if merged else State.OPEN if row.text("state") == "open" else State.CLOSED
        return PullRequest(
            forge=self.kind,
            repository=row.row("base").row("repo").numbered(row.text("html_url")),
            number=row.number("number"),
            link=row.text("html_url"),
            title=row.text("title"),
            state=state,
            branch=row.row("head").text("ref") if is_own(row) else "",
            head=row.row("head").commit("sha"),
            target=row.row("base").text("ref"),
            base=row.row("base").commit("sha"),
            changed=row.instant("updated_at", "created_at"),
        )


def _review(row: Row) -> ReviewComment:
    sent = row.instant("submitted_at")
    return ReviewComment(
        "review", row.id(), row.login(), sent, sent, row.text("body"), row.text("html_url"), _verdict(row)
    )


def _verdict(row: Row) -> Verdict:
    return _VERDICTS.get(row.text("state"), Verdict.NONE)


def _place(row: Row) -> Place:
    is_file = row.text("subject_type") == "file"
    goes_over = row.text("start_side") not in ("", row.text("side"))  # it begins on the other side of the change
    is_old = row.text("side") == "LEFT"
    read = tuple(dict.fromkeys(filter(None, (row.commit("original_commit_id"), row.commit("commit_id")))))
    return Place(
        path=row.text("path"),
        line=0 if is_file else row.number("original_line", "line"),
        first=0 if is_file or goes_over else row.number("original_start_line", "start_line"),
        is_old=is_old,
        commits=() if is_old else read,
        heads=read if is_old else (),
        hunk="" if is_file else row.text("diff_hunk"),
    )
