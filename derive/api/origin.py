"""A document says of which network it is, in comments at its end, and is checked as what it says."""

from collections.abc import Iterable

FROM = "from "
DEEP = 'depth = "L"\n'  # the document is about a network with L layers of the activation in the spec
COMMENTS = {
    **dict.fromkeys(
        ("md", "github", "jekyll", "quarto", "mkdocs", "hugo", "html", "ipynb"), "<!-- derive: {} -->\n"
    ),
    **dict.fromkeys(("tex", "fragment"), "% derive: {}\n"),
}


def origin_comments(spec: str, format: str) -> str:
    """The spec of a network as comments of a format; nothing in a format without comments.

    >>> origin_comments("sizes.N = 2\\n", "md")
    '<!-- derive: from sizes.N = 2 -->\\n'
    """
    comment = COMMENTS.get(format, "")
    return "".join(comment.format(FROM + line) for line in spec.splitlines()) if comment else ""


def origin_of(directives: Iterable[str]) -> str:
    """The spec that a document's directives say it is made from; empty where they say none."""
    said = (text.removeprefix(FROM).strip() for text in directives if text.startswith(FROM))
    return "".join(f"{line}\n" for line in said)
