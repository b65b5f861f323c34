"""Markdown through a converter, and what of its formulas the converter leaves for the engine of its pages."""

import json
import re
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from tests.conftest import find_program
from tests.engines.processes import Found, found_by_mathjax, run

Pages = list[str]
JEKYLL = {"markdown": "kramdown", "theme": None, "permalink": "/:title.html", "encoding": "utf-8"}
# as the documentation of PyMdown says for MathJax
MKDOCS = {
    "pymdownx.arithmatex": {"generic": True},
}
MKDOCS_EXTENSIONS = ("tables", "attr_list", "md_in_html", "pymdownx.arithmatex")
# as the documentation of Hugo says for MathJax
PASSTHROUGH = {
    "enable": True,
    "delimiters": {"block": [["$$", "$$"], ["\\[", "\\]"]], "inline": [["$", "$"]]},
}


@dataclass(frozen=True)
class Converter:
    """One converter: the formats it reads, what it needs, how it is called, how formulas leave it."""

    formats: tuple[str, ...]
    programs: tuple[str, ...]
    convert: Callable[[Path, Pages], Pages]
    formulas: Callable[[Pages], list[list[Found]]]


def call(*command: str | Path, text: str = "", folder: Path | None = None) -> str:
    """The output of a program; raises AssertionError with what it complains of."""
    name, *rest = map(str, command)
    path = find_program(name) or name
    done = subprocess.run(
        [path, *rest], input=text.encode(), cwd=folder, capture_output=True, timeout=300, check=False
    )
    assert done.returncode == 0, (done.stderr + done.stdout).decode("utf-8", "replace")[:2000]
    return done.stdout.decode("utf-8")


# how a page's formulas are found


def with_dollars(pages: Pages) -> list[list[Found]]:
    """By MathJax, `$` being a delimiter."""
    return found_by_mathjax(pages, dollars=True)


def without_dollars(pages: Pages) -> list[list[Found]]:
    r"""By MathJax as it comes, with `\\(` and `\\[` alone."""
    return found_by_mathjax(pages, dollars=False)


_GITHUB = re.compile(
    r'<pre><code class="language-math">(.*?)</code></pre>|<pre lang="math"><code>(.*?)</code></pre>'
    r"|\$<code>(.*?)</code>\$",
    re.DOTALL,
)
_ANNOTATION = re.compile(
    r'<span class="(katex-display|katex)">.*?<annotation encoding="application/x-tex">(.*?)</annotation>',
    re.DOTALL,
)


def by_github(pages: Pages) -> list[list[Found]]:
    """As GitHub takes them from the page: fences named math, and code between dollars."""
    return [
        [Found(unescape(one[1] or one[2] or one[3]), one[3] is None) for one in _GITHUB.finditer(page)]
        for page in pages
    ]


def by_katex(pages: Pages) -> list[list[Found]]:
    """From the annotations that KaTeX leaves with what it has typeset."""
    return [
        [Found(unescape(one[2]), one[1] == "katex-display") for one in _ANNOTATION.finditer(page)]
        for page in pages
    ]


# how a page is made


def kramdown(_: Path, texts: Pages) -> Pages:
    """Kramdown with the parser that Jekyll gives it."""
    return [page["html"] for page in run("kramdown.rb", texts)]


def jekyll(folder: Path, texts: Pages) -> Pages:
    """Posts of a Jekyll site, each built through Liquid, kramdown and a layout."""
    (folder / "_posts").mkdir(exist_ok=True)
    (folder / "_layouts").mkdir(exist_ok=True)
    (folder / "_config.yml").write_text(json.dumps(JEKYLL), "utf-8")
    (folder / "_layouts" / "post.html").write_text("<html><body>{{ content }}</body></html>", "utf-8")
    for number, text in enumerate(texts):
        (folder / "_posts" / f"2024-01-01-page{number}.md").write_text(headed(text, "layout: post"), "utf-8")
    call("jekyll", "build", "--quiet", "--disable-disk-cache", folder=folder)
    return [(folder / "_site" / f"page{number}.html").read_text("utf-8") for number in range(len(texts))]


def headed(text: str, line: str) -> str:
    """A page with a line in its front matter, which it may have or not."""
    return (
        text.replace("---\n", f"---\n{line}\n", 1)
        if text.startswith("---\n")
        else f"---\n{line}\n---\n\n{text}"
    )


def cmark(_: Path, texts: Pages) -> Pages:
    """The converter of GitHub."""
    extensions = [option for name in ("table", "autolink", "strikethrough") for option in ("-e", name)]
    return [call("cmark-gfm", "--unsafe", *extensions, text=text) for text in texts]


def markdown_it(_: Path, texts: Pages) -> Pages:
    """Visual Studio Code's preview, and the cells of its notebooks."""
    pages: Pages = run("vscode.mjs", texts)
    return pages


def pandoc(_: Path, texts: Pages) -> Pages:
    """Pandoc, as Quarto calls it."""
    return [
        call("pandoc", "--from=markdown", "--to=html", "--mathjax", "--wrap=none", text=text)
        for text in texts
    ]


def hugo(folder: Path, texts: Pages, passthrough: bool = True) -> Pages:
    """A site of Hugo, formulas passed through or not."""
    goldmark: dict[str, object] = {"renderer": {"unsafe": True}}
    if passthrough:
        goldmark["extensions"] = {"passthrough": PASSTHROUGH}
    settings = {
        "baseURL": "https://example.org/",
        "disableKinds": ["taxonomy", "term", "RSS", "sitemap", "404"],
        "markup": {"goldmark": goldmark},
    }
    (folder / "hugo.json").write_text(json.dumps(settings), "utf-8")
    for name in ("content", "layouts/_default"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for layout in ("single", "list"):
        (folder / "layouts" / "_default" / f"{layout}.html").write_text("{{ .Content }}", "utf-8")
    for number, text in enumerate(texts):
        (folder / "content" / f"page{number}.md").write_text(headed(text, "draft: false"), "utf-8")
    call("hugo", "--source", folder)
    return [(folder / "public" / f"page{n}" / "index.html").read_text("utf-8") for n in range(len(texts))]


def goldmark(folder: Path, texts: Pages) -> Pages:
    """A site of Hugo as it was before it could pass formulas through."""
    return hugo(folder, texts, passthrough=False)


def mkdocs(folder: Path, texts: Pages) -> Pages:
    """Python-Markdown with arithmatex."""
    (folder / "arithmatex.json").write_text(json.dumps(MKDOCS), "utf-8")
    extensions = [option for name in MKDOCS_EXTENSIONS for option in ("-x", name)]
    command = ("python:markdown", "-m", "markdown", "-c", folder / "arithmatex.json", *extensions)
    return [call(*command, text=text) for text in texts]


CONVERTERS: Mapping[str, Converter] = {
    "kramdown": Converter(
        ("jekyll", "md"), ("node:mathjax3", "ruby:kramdown-parser-gfm"), kramdown, with_dollars
    ),
    "Jekyll": Converter(("jekyll",), ("node:mathjax3", "jekyll"), jekyll, with_dollars),
    "cmark-gfm": Converter(("github",), ("cmark-gfm",), cmark, by_github),
    "cmark-gfm and MathJax": Converter(("md",), ("node:mathjax3", "cmark-gfm"), cmark, with_dollars),
    "markdown-it": Converter(("md", "ipynb"), ("node:@vscode/markdown-it-katex",), markdown_it, by_katex),
    "pandoc": Converter(("quarto", "md"), ("node:mathjax3", "pandoc"), pandoc, without_dollars),
    "Hugo": Converter(("hugo", "md"), ("node:mathjax3", "hugo"), hugo, with_dollars),
    "goldmark": Converter(("hugo", "md"), ("node:mathjax3", "hugo"), goldmark, with_dollars),
    "python-markdown": Converter(
        ("mkdocs",),
        ("node:mathjax3", "python:markdown", "python:pymdownx"),
        mkdocs,
        without_dollars,
    ),
}
