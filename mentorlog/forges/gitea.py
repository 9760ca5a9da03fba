"""Gitea and Forgejo (https://docs.gitea.com/api): what is said at a line belongs to a review, and is asked for by it.

`position` is a line of the file as it is after the change, `original_position` one of the file as it was: the names
are GitHub's, the meaning is not. `commit_id` of a comment may be the commit that wrote the line; the one that was read
stands in the review. There is no reply: whoever speaks at the same line of the same piece of diff speaks in the same
thread.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from mentorlog.forges.talk import Call, Row, Talk, by_age, comment, is_own, rows, who_am_i
from mentorlog.model.review import Place, PullRequest, ReviewComment, ReviewThread, State, Verdict

_VERDICTS = {"APPROVED": Verdict.APPROVED, "REQUEST_CHANGES": Verdict.CHANGES}
_PENDING = "PENDING"
_PAGE = 50


@dataclass(frozen=True, slots=True)
class Gitea:
    """A repository on a Gitea or a Forgejo.

    Attributes:
        repository: `owner/name`.
        web: the address of its pages.
        kind: `gitea` or `forgejo`.
    """

    repository: str
    web: str
    kind: str = "gitea"

    def requests(self, branch: str = "") -> Talk[list[PullRequest]]:
        """The pull requests of a branch, or of all, in whatever state; what was changed last comes first."""
        query: dict[str, str | int] = {"state": "all", "sort": "recentupdate", "limit": _PAGE}
        answer = yield Call("GET", f"{self._at}/pulls", query, pages=True)
        found = [self._request(row) for row in rows(answer.body)]
        return [each for each in found if branch in ("", each.branch)]

    def open(self, branch: str, target: str, title: str, body: str) -> Talk[PullRequest]:
        """Ask for a branch to be brought into another."""
        asked = {"head": branch, "base": target, "title": title, "body": body}
        return self._request(Row((yield Call("POST", f"{self._at}/pulls", body=asked)).body))

    def read(self, number: int) -> Talk[tuple[PullRequest, list[ReviewThread]]]:
        """A pull request, and everything that was said on it; a review that is not sent yet is its writer's own."""
        pull = f"{self._at}/pulls/{number}"
        request = self._request(Row((yield Call("GET", pull)).body))
        reviews = rows((yield Call("GET", f"{pull}/reviews", {"limit": _PAGE}, pages=True)).body)
        sent = [row for row in reviews if row.text("state") != _PENDING and row.text("state") != "REQUEST_REVIEW"]
        threads = [ReviewThread((_review(row),)) for row in sent if row.text("body").strip() or _verdict(row)]
        lines: dict[tuple[str, int, str], list[tuple[Row, Row]]] = {}
        for review in sent:
            answer = yield Call("GET", f"{pull}/reviews/{review.id()}/comments")
            for row in rows(answer.body):
                at = row.number("position") or -row.number("original_position")
                lines.setdefault((row.text("path"), at, row.text("diff_hunk")), []).append((row, review))
        for said in lines.values():
            said.sort(key=lambda each: by_age(each[0]))
            threads.append(_thread(said))
        answer = yield Call("GET", f"{self._at}/issues/{number}/comments", {"limit": _PAGE}, pages=True)
        return request, [*threads, *(ReviewThread((comment(row, "talk"),)) for row in rows(answer.body))]

    def reply(self, request: PullRequest, thread: ReviewThread, body: str) -> Talk[None]:
        """Answer what was said: at a line by a review at the same line, else below the request."""
        if thread.place:
            line = "old_position" if thread.place.is_old else "new_position"
            said = {"path": thread.place.path, line: thread.place.line, "body": body}
            asked = {
                "event": "COMMENT",
                "body": "",
                "comments": [said],
                "commit_id": next(iter(thread.place.commits + thread.place.heads), ""),
            }
            yield Call("POST", f"{self._at}/pulls/{request.number}/reviews", body=asked)
        else:
            yield Call("POST", f"{self._at}/issues/{request.number}/comments", body={"body": body})

    def close(self, request: PullRequest) -> Talk[None]:
        """End it as it is."""
        yield Call("PATCH", f"{self._at}/pulls/{request.number}", body={"state": "closed"})

    def me(self) -> Talk[str]:
        """The login that the token stands for."""
        return who_am_i()

    def head(self, number: int) -> str:
        """The ref under which the forge keeps what a pull request would bring."""
        return f"refs/pull/{number}/head"

    def link(self, branch: str, target: str) -> str:
        """The page on which a person opens a pull request by hand."""
        return f"{self.web}/{self.repository}/compare/{quote(target)}...{quote(branch)}"

    @property
    def _at(self) -> str:
        return f"/repos/{self.repository}"

    def _request(self, row: Row) -> PullRequest:
        state = State.OPEN if row.text("state") == "open" else State.CLOSED
        return PullRequest(
            forge=self.kind,
            repository=row.row("base").row("repo").numbered(row.text("html_url")),
            number=row.number("number"),
            link=row.text("html_url"),
            title=row.text("title"),
            state=State.MERGED if row.truth("merged") else state,
            branch=row.row("head").text("ref") if is_own(row) else "",
            head=row.row("head").commit("sha"),
            target=row.row("base").text("ref"),
            base=row.commit("merge_base") or row.row("base").commit("sha"),
            changed=row.instant("updated_at", "created_at"),
        )


def _thread(said: list[tuple[Row, Row]]) -> ReviewThread:
    """What was said at one line, the first of it first."""
    first, review = said[0]
    resolver = next((row.row("resolver") for row, _ in said if row.row("resolver")), Row(None))
    return ReviewThread(
        tuple(comment(row, "line") for row, _ in said),
        _place(first, review),
        bool(resolver),
        resolver.text("login", "username"),
    )


def _review(row: Row) -> ReviewComment:
    sent, changed = row.instant("submitted_at"), row.instant("updated_at", "submitted_at")
    return ReviewComment(
        "review", row.id(), row.login(), sent, changed, row.text("body"), row.text("html_url"), _verdict(row)
    )


def _verdict(row: Row) -> Verdict:
    return Verdict.DISMISSED if row.truth("dismissed") else _VERDICTS.get(row.text("state"), Verdict.NONE)


def _place(row: Row, review: Row) -> Place:
    line = row.number("position") or row.number("original_position")
    more = row.number("extra_lines_count")
    is_old = not row.number("position")
    read = tuple(dict.fromkeys(filter(None, (review.commit("commit_id"), row.commit("commit_id")))))
    return Place(
        path=row.text("path"),
        line=line,
        first=line - more if more and line > more else 0,
        is_old=is_old,
        commits=() if is_old else read,
        heads=read if is_old else (),
        hunk=row.text("diff_hunk"),
    )
