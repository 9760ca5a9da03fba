"""GitLab (https://docs.gitlab.com/api/discussions): a merge request has discussions, each a list of notes.

A note at a line says which commits the change lay between, and its line on either side. What GitLab itself notes down
(`system`) is passed over, but for an approval, which stands nowhere else with its time.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from mentorlog.forges.talk import Call, Row, Talk, rows, who_am_i
from mentorlog.model.review import Place, PullRequest, ReviewComment, ReviewThread, State, Verdict

_STATES = {"opened": State.OPEN, "locked": State.OPEN, "merged": State.MERGED}
_VERDICTS = {
    "approved this merge request": Verdict.APPROVED,
    "requested changes": Verdict.CHANGES,
    "unapproved this merge request": Verdict.DISMISSED,
}


@dataclass(frozen=True, slots=True)
class GitLab:
    """A project on GitLab, or on a GitLab of one's own.

    Attributes:
        repository: `group/name`, with as many groups as it lies in.
        web: the address of its pages.
    """

    repository: str
    web: str
    kind: str = "gitlab"

    def requests(self, branch: str = "") -> Talk[list[PullRequest]]:
        """The merge requests of a branch, or of all, in whatever state; what was changed last comes first."""
        query: dict[str, str | int] = {"state": "all", "order_by": "updated_at", "sort": "desc"}
        if branch:
            query["source_branch"] = branch
        answer = yield Call("GET", f"{self._at}/merge_requests", query, pages=True)
        found = [self._request(row) for row in rows(answer.body)]
        return [each for each in found if branch in ("", each.branch)]

    def open(self, branch: str, target: str, title: str, body: str) -> Talk[PullRequest]:
        """Ask for a branch to be brought into another."""
        asked = {"source_branch": branch, "target_branch": target, "title": title, "description": body}
        return self._request(Row((yield Call("POST", f"{self._at}/merge_requests", body=asked)).body))

    def read(self, number: int) -> Talk[tuple[PullRequest, list[ReviewThread]]]:
        """A merge request, and everything that was said on it."""
        merge = f"{self._at}/merge_requests/{number}"
        request = self._request(Row((yield Call("GET", merge)).body))
        discussions = rows((yield Call("GET", f"{merge}/discussions", pages=True)).body)
        threads = (_thread(each, request.link) for each in discussions)
        return request, [thread for thread in threads if thread]

    def reply(self, request: PullRequest, thread: ReviewThread, body: str) -> Talk[None]:
        """Answer what was said, in its discussion."""
        merge = f"{self._at}/merge_requests/{request.number}"
        yield Call("POST", f"{merge}/discussions/{quote(thread.id, safe='')}/notes", body={"body": body})

    def close(self, request: PullRequest) -> Talk[None]:
        """End it as it is."""
        yield Call("PUT", f"{self._at}/merge_requests/{request.number}", body={"state_event": "close"})

    def me(self) -> Talk[str]:
        """The login that the token stands for."""
        return who_am_i()

    def head(self, number: int) -> str:
        """The ref under which GitLab keeps what a merge request would bring."""
        return f"refs/merge-requests/{number}/head"

    def link(self, branch: str, target: str) -> str:
        """The page on which a person opens a merge request by hand."""
        query = urlencode({"merge_request[source_branch]": branch, "merge_request[target_branch]": target})
        return f"{self.web}/{self.repository}/-/merge_requests/new?{query}"

    @property
    def _at(self) -> str:
        return f"/projects/{quote(self.repository, safe='')}"

    def _request(self, row: Row) -> PullRequest:
        project = row.number("target_project_id", "project_id")
        return PullRequest(
            forge=self.kind,
            repository=Row({"id": project}).numbered(row.text("web_url")),
            number=row.number("iid"),
            link=row.text("web_url"),
            title=row.text("title"),
            state=_STATES.get(row.text("state"), State.CLOSED),
            branch=row.text("source_branch") if row.number("source_project_id") in (0, project) else "",
            head=row.row("diff_refs").commit("head_sha") or row.commit("sha"),
            target=row.text("target_branch"),
            base=row.row("diff_refs").commit("base_sha"),
            changed=row.instant("updated_at", "created_at"),
        )


def _thread(row: Row, link: str) -> ReviewThread | None:
    """A discussion; None for what GitLab noted by itself."""
    notes = [note for note in row.rows("notes") if not note.truth("system") or _verdict(note)]
    if not notes:
        return None
    first, *_ = notes
    asked = [note for note in notes if note.truth("resolvable")]
    settled = [note for note in asked if note.truth("resolved")]
    last = settled[-1] if settled else Row(None)
    return ReviewThread(
        tuple(_comment(note, link) for note in notes),
        _place(first.row("position")) if first.row("position").text("position_type") in ("text", "file") else None,
        len(settled) == len(asked) if asked else None,
        last.row("resolved_by").text("username"),
        last.instant("resolved_at") if last.text("resolved_at") else None,
        id=row.id(),
    )


def _comment(note: Row, link: str) -> ReviewComment:
    verdict = _verdict(note)
    return ReviewComment(
        kind="review" if verdict else "talk",
        id=note.id(),
        login=note.login("author"),
        written=note.instant("created_at"),
        changed=note.instant("updated_at", "created_at"),
        body="" if verdict else note.text("body"),
        link=f"{link}#note_{note.id()}",
        verdict=verdict,
    )


def _verdict(note: Row) -> Verdict:
    return _VERDICTS.get(note.text("body"), Verdict.NONE) if note.truth("system") else Verdict.NONE


def _place(row: Row) -> Place:
    is_old = not row.number("new_line")
    side, commit = ("old", row.commit("base_sha")) if is_old else ("new", row.commit("head_sha"))
    return Place(
        path=row.text(f"{side}_path"),
        line=row.number(f"{side}_line"),
        first=row.row("line_range").row("start").number(f"{side}_line"),
        is_old=is_old,
        commits=tuple(filter(None, (commit,))),
    )
