"""Anmärkningar. A copy of a faulty template with a Word comment at each fault, as a colleague would have written it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from lxml import etree
from lxml.etree import _Element as Element

from kansli.doctemplates.locate import Map, anchor_of
from kansli.doctemplates.ooxml import PPR, RUN, SECT_PR, SPACE, P, T, W, make
from kansli.doctemplates.opc import DOCUMENT_TYPE, Package, pack
from kansli.doctemplates.problems import Problem
from kansli.doctemplates.values import clean

AUTHOR = "Kansli"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_PART = "word/comments.xml"
_RANGE = (W + "commentRangeStart", W + "commentRangeEnd", W + "commentReference")


def annotate(template: bytes, problems: Iterable[Problem], *, at: datetime | None = None) -> bytes:
    """Anmärk. The template, with every problem as a comment by Kansli at its paragraph.

    `at` is the comments' time, with a zone.
    Word has no comments in headers, footers and notes: those stand at the document's beginning, and name the place.
    Comments that Kansli wrote in an earlier copy are taken away. Raises `Unreadable` for what is no Word file.
    """
    package = Package.open(template)
    package.set_content_type(package.main, DOCUMENT_TYPE)
    body = package.xml(package.main).find(W + "body")
    comments = _comments(package)
    _drop_ours(comments, package.xml(package.main))
    if body is None:
        return pack(package.written())
    found = Map(package)
    number = max([int(c.get(W + "id") or 0) for c in comments.iter(W + "comment")], default=-1)
    start = _beginning(body)
    for problem in sorted(problems, key=found.rank):
        number += 1
        spot = found.find(problem)
        anchor = anchor_of(spot) if spot is not None and spot.part == package.main else start
        comments.append(_comment(number, problem, at))
        _attach(anchor, number)
    return pack(package.written())


def _comments(package: Package) -> Element:
    names = package.related(package.main, "comments")
    if names:
        return package.xml(names[0])
    root = etree.Element(W + "comments", nsmap={"w": W[1:-1]})
    package.put(_PART, etree.tostring(root), content_type=_TYPE)
    package.relate(package.main, kind="comments", target=_PART)
    return package.xml(_PART)


def _drop_ours(comments: Element, root: Element) -> None:
    ours = {c.get(W + "id") for c in comments.iter(W + "comment") if c.get(W + "author") == AUTHOR}
    for comment in list(comments.iter(W + "comment")):
        if comment.get(W + "id") in ours:
            comments.remove(comment)
    for mark in list(root.iter(*_RANGE)):
        if mark.get(W + "id") not in ours:
            continue
        parent = mark.getparent()
        parent.remove(mark)
        if parent.tag == RUN and not any(child.tag != W + "rPr" for child in parent):
            parent.getparent().remove(parent)


def _beginning(body: Element) -> Element:
    """The first paragraph, also one in a table; a document without any gets one."""
    first = next(body.iter(P), None)
    if first is None:
        first = make(P)
        last = body[-1] if len(body) else None
        body.insert(len(body) - 1 if last is not None and last.tag == SECT_PR else len(body), first)
    return first


def _comment(number: int, problem: Problem, at: datetime | None) -> Element:
    comment = make(W + "comment", id=str(number), author=AUTHOR, initials="K")
    if at is not None:
        comment.set(W + "date", at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
    comment.append(_line(problem.message))
    if problem.suggestion and problem.suggestion not in problem.message:
        comment.append(_line(f"Förslag: {problem.suggestion}"))
    return comment


def _line(text: str) -> Element:
    paragraph, run, element = make(P), make(RUN), make(T)
    element.text = " ".join(clean(text).split())
    element.set(SPACE, "preserve")
    run.append(element)
    paragraph.append(run)
    return paragraph


def _attach(paragraph: Element, number: int) -> None:
    """The whole paragraph is what the comment is about."""
    at = 1 if len(paragraph) and paragraph[0].tag == PPR else 0
    paragraph.insert(at, make(W + "commentRangeStart", id=str(number)))
    paragraph.append(make(W + "commentRangeEnd", id=str(number)))
    run = make(RUN)
    run.append(make(W + "commentReference", id=str(number)))
    paragraph.append(run)
