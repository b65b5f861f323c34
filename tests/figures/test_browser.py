"""The pictures in a browser, with its own fonts: what it measures, not what we assume."""

import html
import json
import re
import subprocess
from pathlib import Path

import pytest

from derive.figures import FIGURES
from tests.figures.networks import case, words

# the ink of every text against the ink of every other, and against the sides of its picture
MEASURE = """<script>
const wrong = [];
const meet = (a, b, low, high) => Math.min(a[high], b[high]) - Math.max(a[low], b[low]) > 0.5;
for (const svg of document.querySelectorAll("svg")) {
  const figure = svg.dataset.figure, width = svg.viewBox.baseVal.width;
  const ink = [...svg.querySelectorAll("text")].map(text => {
    const box = text.getBBox(), size = parseFloat(text.getAttribute("font-size"));
    const y = parseFloat(text.getAttribute("y")), said = text.textContent;
    return {said, left: box.x, right: box.x + box.width, top: y - 0.7 * size, bottom: y + 0.05 * size};
  });
  ink.forEach((a, i) => {
    if (a.left < 0 || a.right > width) wrong.push([figure, a.said, "cut off"]);
    for (const b of ink.slice(i + 1))
      if (meet(a, b, "left", "right") && meet(a, b, "top", "bottom")) wrong.push([figure, a.said, b.said]);
  });
}
document.body.textContent = "RESULT" + JSON.stringify(wrong) + "END";
</script>"""
OFFLINE = ("background-networking", "component-update", "sync", "gpu")


def measured(program: str, folder: Path, body: str) -> list[list[str]]:
    page = folder / "page.html"
    page.write_text(f"<!doctype html><meta charset=utf-8><body>{body}{MEASURE}", "utf-8")
    flags = ["--headless", "--no-sandbox", "--no-first-run", *(f"--disable-{name}" for name in OFFLINE)]
    command = [program, *flags, f"--user-data-dir={folder / 'profile'}", "--dump-dom", page.as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    found = re.search("RESULT(.*?)END", done.stdout, re.DOTALL)
    assert found, done.stderr[-500:]
    return json.loads(html.unescape(found[1]))


@pytest.mark.rendering("chromium")
@pytest.mark.parametrize("font", ["", "Times New Roman", "DejaVu Serif", "Latin Modern Roman"])
def test_no_label_touches_another_in_a_browser(font: str, program: str, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib", reason="needs matplotlib, the extra plots")
    drawn = [
        (figure, name) for figure in ("network", "graph") for name in ("seed", "deep", "columns", "wide")
    ]
    drawn += [(figure, "seed") for figure in FIGURES if figure not in ("network", "graph")]
    forced = f"<style>svg text{{font-family:'{font}'!important}}</style>" if font else ""
    body = "".join(FIGURES[figure](*case(name), words=words(figure, name)) for figure, name in drawn)
    assert measured(program, tmp_path, forced + body) == []
