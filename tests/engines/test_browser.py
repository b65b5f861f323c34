"""The page and a Jekyll post in a browser, as readers meet them: by eye, pointer, keyboard and ear."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from derive.api import Network
from tests.conftest import NODE_MODULES, find_program
from tests.engines.converters import call, headed
from tests.engines.documents import document
from tests.engines.processes import run

WIDE = {"width": 1280, "height": 900}
DESKTOP, PHONE = {"width": 1200, "height": 900}, {"width": 380, "height": 800}
SYMBOL = "#dW2-4 [data-sym=dZ2]"
pytestmark = pytest.mark.sweep
chromium = pytest.mark.rendering("chromium", "node:playwright-core", "node:axe-core")
LAYOUT = r"""<!DOCTYPE html>
<html lang="{{ page.lang | default: 'en' }}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>{{ page.title | escape }}</title>
<style>
body { margin: 1rem auto; max-width: 50rem; padding: 0 1rem }
table, mjx-container[display] { overflow-x: auto; display: block }
:focus-visible { outline: 2px solid }
</style>
{% if page.use_math %}
<script>
MathJax = {
  tex: { inlineMath: [["$", "$"], ["\\(", "\\)"]] },
  loader: { paths: { mathjax: "/mathjax", "mathjax-newcm": "/mathjax-font" } },
};
</script>
<script defer src="/mathjax/tex-chtml.js"></script>
{% endif %}
</head>
<body><main><h1>{{ page.title | escape }}</h1>
{{ content }}
</main></body>
</html>
"""


class Quiet(SimpleHTTPRequestHandler):
    """Files of a folder, without a word of each."""

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a folder, on this machine alone."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def visited(folder: Path, name: str, **options: Any) -> dict[str, Any]:
    """What a reader of a page meets."""
    given = {"viewport": DESKTOP, "scheme": "light", "symbol": "", **options}
    with served(folder) as address:
        answer = run(
            "browser.mjs", {"browser": find_program("chromium"), "url": f"{address}/{name}", **given}
        )
    assert isinstance(answer, dict)
    return answer


def troubles(answer: dict[str, Any]) -> list[str]:
    """What no page may have."""
    lost = [
        f"no focus to be seen on {stop}" for stop in answer["stops"] if not (stop["ring"] and stop["inside"])
    ]
    silent = [f"without a spoken form: {one}" for one in answer["silent"]]
    wide = [f"{answer['wide']} pixels beyond the screen"] if answer["wide"] > 0 else []
    outside = [f"asks elsewhere for {one}" for one in answer["outside"]]
    return [*answer["console"], *answer["violations"], *lost, *silent, *wide, *outside]


# the page


def page(language: str, change: tuple[str, str] = ("", "")) -> str:
    """The page of the seed network, with its icon, for which a browser would ask."""
    text = document(("seed", "seed", language), "html")
    assert change[0] in text
    return text.replace(*change, 1).replace("<head>", '<head><link rel="icon" href="data:,">')


@chromium
@pytest.mark.parametrize(
    ("language", "viewport", "scheme"),
    [
        ("en", DESKTOP, "light"),
        ("ko", PHONE, "dark"),
        ("ko", DESKTOP, "light"),
        ("en", PHONE, "dark"),
    ],
    ids=["English", "Korean, phone, dark", "Korean", "English, phone, dark"],
)
def test_the_page(language: str, viewport: dict[str, int], scheme: str, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(page(language), "utf-8")
    found = visited(tmp_path, "page.html", viewport=viewport, scheme=scheme, symbol=SYMBOL)
    assert troubles(found) == []
    assert found["equations"] > 400 and found["rules"] > 20
    assert "0.2065" in found["hovered"] and not found["left"]
    assert found["walked"] == 1 and found["walkedTo"] and found["escaped"]
    assert any(stop["symbol"] and stop["tip"] for stop in found["stops"])


LESSON = (Path(__file__).parents[2] / "outputs" / "lesson.toml").read_text("utf-8")


@chromium
@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("style", ["seed", "ng"])
def test_no_equation_of_the_lesson_has_to_be_scrolled(language: str, style: str, tmp_path: Path) -> None:
    found = Network.from_spec(LESSON, "lesson", [style]).derive()
    text = found.render("html", language=language, figures=())
    (tmp_path / "page.html").write_text(
        text.replace("<head>", '<head><link rel="icon" href="data:,">'), "utf-8"
    )
    assert visited(tmp_path, "page.html", viewport=WIDE)["scrolled"] == []


@chromium
def test_an_equation_that_is_too_wide_is_seen(tmp_path: Path) -> None:
    change = ('<div class="rows">', '<div class="rows" style="width: 3000px">')
    (tmp_path / "page.html").write_text(page("en", change), "utf-8")
    assert len(visited(tmp_path, "page.html", viewport=WIDE)["scrolled"]) == 1


FAULTS = {
    "an error of the script": (("<body>", "<body><script>nothing.at.all</script>"), "error: nothing"),
    "a button without a name": (("<main", "<button></button><main"), "button-name"),
    "pale letters": (("<h1>", '<h1 style="color:#ddd;background:#fff">'), "color-contrast"),
    "no language": ((' lang="en"', ""), "html-has-lang"),
    "a focus that is not seen": (
        ("</style>", "*:focus { outline: none !important }</style>"),
        "no focus to be seen",
    ),
    "a silent formula": (('<math aria-label="', '<math data-lost="'), "without a spoken form"),
    "a wide line": (("<footer>", '<footer style="width: 3000px">'), "beyond the screen"),
    "a picture from elsewhere": (
        ("<main", '<img alt="x" src="http://127.0.0.2:9/x.png"><main'),
        "asks elsewhere",
    ),
}


@chromium
def test_every_fault_of_a_page_is_seen(tmp_path: Path) -> None:
    text = page("en")
    for change, _ in FAULTS.values():
        assert change[0] in text
        text = text.replace(*change, 1)
    (tmp_path / "page.html").write_text(text, "utf-8")
    said = "\n".join(troubles(visited(tmp_path, "page.html")))
    for fault, (_, wanted) in FAULTS.items():
        assert wanted in said, fault


# a post

SITE = {"markdown": "kramdown", "theme": None, "permalink": "/:title.html", "encoding": "utf-8"}


def built(folder: Path, text: str) -> Path:
    """A site of Jekyll with one post, and with MathJax beside it."""
    for name in ("_posts", "_layouts"):
        (folder / name).mkdir()
    (folder / "_config.yml").write_text(json.dumps(SITE), "utf-8")
    (folder / "_layouts" / "post.html").write_text(LAYOUT, "utf-8")
    (folder / "_posts" / "2024-01-01-post.md").write_text(headed(text, "layout: post"), "utf-8")
    call("jekyll", "build", "--quiet", "--disable-disk-cache", folder=folder)
    (folder / "_site" / "mathjax").symlink_to(NODE_MODULES / "mathjax")
    (folder / "_site" / "mathjax-font").symlink_to(NODE_MODULES / "@mathjax" / "mathjax-newcm-font")
    return folder / "_site"


@pytest.mark.rendering("chromium", "jekyll", "node:playwright-core", "node:axe-core", "node:mathjax")
@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_post(language: str, tmp_path: Path) -> None:
    text = document(("seed", "seed", language), "jekyll", only="dW1")
    found = visited(built(tmp_path, text), "post.html")
    assert troubles(found) == []
    assert found["equations"] > 20 and any(stop["what"].startswith("mjx") for stop in found["stops"])
