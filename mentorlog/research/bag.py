"""A bag: files with what proves that they are whole, and what they are.

BagIt 1.0 (RFC 8493) with SHA-256, and RO-Crate 1.1 (https://w3id.org/ro/crate/1.1) beside the files. The same files,
commit and consents give the same bytes on any machine: nothing in it tells the present, and nothing is compressed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from zipfile import ZIP_STORED, ZipFile, ZipInfo

import mentorlog
from mentorlog.errors import Unreadable

_CRATE = "data/ro-crate-metadata.json"
_DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_MANIFEST, _TAGS = "manifest-sha256.txt", "tagmanifest-sha256.txt"
_BEGINNING = (1980, 1, 1, 0, 0, 0)
_KINDS = {
    "jsonl": "application/jsonl",
    "csv": "text/csv",
    "md": "text/markdown",
    "json": "application/json",
    "qdpx": "application/zip",
}


def bagged(files: Mapping[str, bytes], *, commit: str, saved: datetime | None, about: str) -> dict[str, bytes]:
    """A bag around some files.

    Args:
        files: by their names.
        commit: git's name for the state of the journal that they were made from.
        saved: when that was saved.
        about: what they are, in a sentence.
    """
    day = f"{saved:%Y-%m-%d}" if saved else ""
    payload = {f"data/{path}": data for path, data in sorted(files.items())}
    payload[_CRATE] = _crate(payload, commit, day, about)
    size = sum(map(len, payload.values()))
    info = {
        "Bag-Software-Agent": f"mentorlog {mentorlog.__version__}",
        "Bagging-Date": day,
        "External-Description": about,
        "External-Identifier": commit,
        "Payload-Oxum": f"{size}.{len(payload)}",
    }
    tags = {
        "bagit.txt": _DECLARATION,
        "bag-info.txt": "".join(f"{key}: {value}\n" for key, value in info.items() if value).encode(),
        _MANIFEST: _manifest(payload),
    }
    return payload | tags | {_TAGS: _manifest(tags)}


def members(files: Mapping[str, bytes], folder: str) -> Iterator[tuple[ZipInfo, bytes]]:
    """The members of an archive of those files, in order and without the present."""
    for path, data in sorted(files.items()):
        member = ZipInfo(f"{folder}/{path}" if folder else path, _BEGINNING)
        member.compress_type = ZIP_STORED
        member.create_system = 3
        member.external_attr = 0o100600 << 16
        yield member, data


def doubts(files: Mapping[str, bytes]) -> list[str]:
    """What is wrong with a bag; nothing where it is whole."""
    found = []
    if files.get("bagit.txt") != _DECLARATION:
        found.append("bagit.txt is not that of a bag of ours")
    tags = {"bagit.txt", "bag-info.txt", _MANIFEST}
    for name, wanted in ((_TAGS, tags), (_MANIFEST, {path for path in files if path.startswith("data/")})):
        listed = _listed(files.get(name, b""))
        before = len(found)
        found += [f"{path} is not in {name}" for path in sorted(wanted - set(listed))]
        for path, digest in sorted(listed.items()):
            if path not in files:
                found.append(f"{path} is missing")
            elif hashlib.sha256(files[path]).hexdigest() != digest:
                found.append(f"{path} is not what it was")
        if len(found) == before and files[name] != _manifest({path: files[path] for path in wanted}):
            found.append(f"{name} is not what it was")
    known = {"bagit.txt", "bag-info.txt", _MANIFEST, _TAGS}
    return found + [
        f"{path} does not belong there" for path in sorted(files) if path not in known and not path.startswith("data/")
    ]


def opened(archive: ZipFile, size: int) -> dict[str, bytes]:
    """The files of an archived bag, without the folder that they lie in; nothing is unpacked, for ours are not packed.

    Args:
        archive: the archive.
        size: its bytes.

    Raises:
        Unreadable: it is none.
    """
    listed = archive.infolist()
    names = [member.filename for member in listed]
    tops = {name.partition("/")[0] for name in names}
    is_packed = any(member.compress_type != ZIP_STORED or member.file_size != member.compress_size for member in listed)
    if len(tops) != 1 or len(set(names)) != len(names) or is_packed or sum(each.file_size for each in listed) > size:
        raise Unreadable("it is no bag of ours", "take a file that `mentorlog freeze` made")
    return {name.partition("/")[2]: archive.read(name) for name in names}


def _manifest(files: Mapping[str, bytes]) -> bytes:
    rows = (f"{hashlib.sha256(data).hexdigest()}  {path}\n" for path, data in sorted(files.items()))
    return "".join(rows).encode()


def _listed(manifest: bytes) -> dict[str, str]:
    rows = (line.split("  ", 1) for line in manifest.decode(errors="replace").splitlines())
    return {row[1]: row[0] for row in rows if len(row) == 2}  # noqa: PLR2004 - a digest and a path


def _crate(payload: Mapping[str, bytes], commit: str, day: str, about: str) -> bytes:
    names = [path.removeprefix("data/") for path in payload]
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": "A journal of mentoring",
        "description": about,
        "identifier": commit,
        "datePublished": day,
        "license": "see consent-report.json",
        "hasPart": [{"@id": name} for name in names],
    }
    parts = [
        {
            "@id": name,
            "@type": "File",
            "contentSize": str(len(payload[f"data/{name}"])),
            "encodingFormat": _KINDS.get(name.rpartition(".")[2], "application/octet-stream"),
        }
        for name in names
    ]
    described = {
        "@id": "ro-crate-metadata.json",
        "@type": "CreativeWork",
        "about": {"@id": "./"},
        "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
    }
    crate = {"@context": "https://w3id.org/ro/crate/1.1/context", "@graph": [described, root, *parts]}
    return json.dumps(crate, ensure_ascii=False, indent=1).encode() + b"\n"
