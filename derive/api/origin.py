"""A document says of which network it is, in comments at its end, and is checked as what it says."""

from collections.abc import Iterator

from ..reading.document import Document
from ..reading.page import Directive

FROM = "from "
COMMENTS = {
    **dict.fromkeys(("md", "github", "jekyll", "quarto", "mkdocs", "hugo", "html"), "<!-- derive: {} -->\n"),
    **dict.fromkeys(("tex", "fragment"), "% derive: {}\n"),
}


def origin_comments(spec: str, format: str) -> str:
    """The spec of a network as comments of a format; nothing in a format without comments.

    >>> origin_comments("sizes.N = 2\\n", "md")
    '<!-- derive: from sizes.N = 2 -->\\n'
    """
    comment = COMMENTS.get(format, "")
    return "".join(comment.format(FROM + line) for line in spec.splitlines()) if comment else ""


def origin_of(document: Document) -> str:
    """The spec that a document says it is made from; empty where it says none."""
    return "".join(f"{line}\n" for line in _said(document.directives))


def _said(directives: tuple[Directive, ...]) -> Iterator[str]:
    for directive in directives:
        if directive.text.startswith(FROM):
            yield directive.text.removeprefix(FROM).strip()
