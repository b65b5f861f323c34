"""A user's own templates: they stand in for ours, in a sandbox, and their errors say where."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from derive.api import Network
from derive.cli import cli
from derive.errors import DeriveError

DERIVATION = Network.seed().derive()
BLOCKS = {
    "html": ("style", "contents", "lead", "sections", "footer", "script"),
    "md": ("head", "lead", "contents", "sections", "ledger"),
    "tex": ("preamble", "lead", "contents", "sections", "ledger"),
}


def own(folder: Path, **files: str) -> Path:
    """A folder of templates; `html__document` is html/document.html."""
    for name, text in files.items():
        form, _, template = name.partition("__")
        place = folder / form / f"{template}.{ {'html': 'html', 'tex': 'tex'}.get(form, 'md') }"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, "utf-8")
    return folder


def test_a_file_stands_in_for_ours(tmp_path: Path) -> None:
    mine = own(tmp_path, md__head="TITLE << page.title >> <b>\n")
    page = DERIVATION.render("md", overrides=mine)
    assert page.startswith("TITLE Two-layer sigmoid network <b>\n")
    assert page.split("\n", 2)[2] == DERIVATION.render("md").split("\n", 2)[2]


@pytest.mark.parametrize(
    ("form", "block"), [(form, block) for form, names in BLOCKS.items() for block in names]
)
def test_every_block_can_be_overridden(form: str, block: str, tmp_path: Path) -> None:
    end = {"html": "html", "tex": "tex"}.get(form, "md")
    text = f'<% extends "derive/document.{end}" %>\n<% block {block} %>\nMINE << super() >>\n<% endblock %>\n'
    page = DERIVATION.render(form, overrides=own(tmp_path, **{f"{form}__document": text}))
    assert page.count("MINE") == 1
    assert page.replace("MINE", "").split() == DERIVATION.render(form).split()


def test_what_a_format_is_like_is_looked_for_too(tmp_path: Path) -> None:
    mine = own(tmp_path, md__figure="<% macro figure(one) %>\nPICTURE << one.name >>\n<% endmacro %>\n")
    assert "PICTURE graph" in DERIVATION.render("github", overrides=mine, assets="")
    assert "PICTURE" not in DERIVATION.render("html", overrides=mine)


def test_text_of_the_user_stays_safe(tmp_path: Path) -> None:
    mine = own(tmp_path, html__contents='<p><< "<script>" >> << page.title >></p>')
    assert "<p>&lt;script&gt; Two-layer" in DERIVATION.render("html", overrides=mine)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            "a\nb << page.nothing >>",
            r"head\.md, line 2: 'derive\.render\.view\.Page object' has no attribute 'nothing'",
        ),
        ("a\n\n<< nothing >>", r"head\.md, line 3: 'nothing' is undefined"),
        ("a\n<% if %>", r"head\.md, line 2: Expected an expression"),
        ("<% for x in page %>", r"head\.md, line 1: Unexpected end of template"),
        ('\n<% include "none.md" %>', r"line 2: there is no template none\.md"),
        ('<% include "../../secret" %>', r"there is no template \.\./\.\./secret"),
        ("<< 1 / 0 >>", r"head\.md, line 1: ZeroDivisionError"),
        ("<< word('nothing') >>", r"has no words for page\.nothing"),
        ("<< 1 | nothing >>", r"line 1: No filter named 'nothing'"),
    ],
)
def test_an_error_says_where_and_what(text: str, problem: str, tmp_path: Path) -> None:
    with pytest.raises(DeriveError, match=problem) as caught:
        DERIVATION.render("md", overrides=own(tmp_path, md__head=text))
    assert "/work" not in str(caught.value).replace(str(tmp_path), "")


@pytest.mark.parametrize(
    "attempt",
    [
        "<< ''.__class__.__mro__ >>",
        "<< page.__class__.__init__.__globals__ >>",
        "<< word.__globals__ >>",
        "<< word.__closure__ >>",
        "<< form.__class__.__subclasses__() >>",
        "<< ''.format.__self__.__class__.__base__ >>",
        "<< '{0.__class__.__mro__}'.format(page) >>",
        "<< cycler.__init__.__globals__ >>",
        "<% set x = page.sections.__class__ %><< x >>",
    ],
)
def test_a_reach_beyond_the_sandbox_is_refused(attempt: str, tmp_path: Path) -> None:
    with pytest.raises(DeriveError, match=r"head\.md, line 2: a template may not do this"):
        DERIVATION.render("md", overrides=own(tmp_path, md__head="a\n" + attempt))


def test_what_the_page_holds_cannot_be_changed(tmp_path: Path) -> None:
    for attempt in ("<< figures.clear() >>", "<< front.update({1: 2}) >>", "<< figures.pop('x', 1) >>"):
        with pytest.raises(DeriveError, match="a template may not do this"):
            DERIVATION.render("md", overrides=own(tmp_path, md__head=attempt))


def test_on_the_command_line(tmp_path: Path) -> None:
    mine = own(tmp_path / "mine", md__head="\n<< nothing >>")
    arguments = ["build", "-o", str(tmp_path / "out"), "--format", "md", "--templates", str(mine)]
    done = CliRunner().invoke(cli, arguments)
    assert done.exit_code == 2 and "line 2: 'nothing' is undefined" in done.output
    assert not (tmp_path / "out").exists()
    nowhere = CliRunner().invoke(cli, [*arguments[:-1], str(tmp_path / "none")])
    assert nowhere.exit_code == 2 and "no folder" in nowhere.output
    useless = CliRunner().invoke(cli, [*arguments[:-1], str(tmp_path / "out2")])
    assert useless.exit_code == 2
    (mine / "md" / "head.md").write_bytes(b"\xff\xfe")
    broken = CliRunner().invoke(cli, arguments)
    assert broken.exit_code == 2 and "head.md is not UTF-8" in broken.output
    (mine / "md" / "head.md").write_text("", "utf-8")
    other = CliRunner().invoke(cli, [*arguments[:4], "html", *arguments[5:]])
    assert other.exit_code == 2 and "no folder html" in other.output
