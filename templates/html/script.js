"use strict";
(() => {
  const root = document.documentElement, tip = document.getElementById("tip");
  root.classList.add("js");
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const known = new Map(all("[data-tip]").map(each => [each.dataset.tip, each]));

  // a symbol shows its shape and value, pointed at or focused
  let lit = null;
  const hide = () => {
    if (lit) { lit.classList.remove("lit"); lit.removeAttribute("aria-describedby"); }
    lit = null;
    tip.hidden = true;
  };
  const show = symbol => {
    const about = known.get(symbol.dataset.sym);
    if (!about || symbol === lit) return;
    hide();
    lit = symbol;
    lit.classList.add("lit");
    lit.setAttribute("aria-describedby", "tip");
    tip.replaceChildren(...[...about.childNodes].map(node => node.cloneNode(true)));
    tip.hidden = false;
    const box = symbol.getBoundingClientRect(), width = tip.offsetWidth, height = tip.offsetHeight;
    const left = Math.max(8, Math.min(box.left + box.width / 2 - width / 2, root.clientWidth - width - 8));
    const above = box.top - height - 8;
    tip.style.left = `${left + scrollX}px`;
    tip.style.top = `${(above > 4 ? above : box.bottom + 8) + scrollY}px`;
  };
  const symbolAt = event => event.target.closest ? event.target.closest("[data-sym]") : null;
  document.addEventListener("pointerover", event => { const s = symbolAt(event); s ? show(s) : hide(); });
  document.addEventListener("focusin", event => { const s = symbolAt(event); s ? show(s) : hide(); });
  document.addEventListener("scroll", hide, { passive: true });

  // one tab stop for each equation; arrow keys walk through its symbols
  for (const equation of all(".eq")) {
    const symbols = all("[data-sym]", equation);
    symbols.forEach((symbol, k) => symbol.setAttribute("tabindex", k ? "-1" : "0"));
    equation.addEventListener("keydown", event => {
      const here = symbols.indexOf(document.activeElement);
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (here < 0 || !step) return;
      const next = symbols[here + step];
      if (!next) return;
      symbols[here].setAttribute("tabindex", "-1");
      next.setAttribute("tabindex", "0");
      next.focus();
      event.preventDefault();
    });
  }
  document.addEventListener("keydown", event => { if (event.key === "Escape") hide(); });

  // boxes that scroll but hold nothing to focus
  for (const box of all(".scroll")) if (!box.querySelector("[tabindex], button, a")) box.tabIndex = 0;
  for (const cell of all(":is(.signs, .results) td")) if (cell.scrollWidth > cell.clientWidth) cell.tabIndex = 0;

  // copy the TeX of a line
  const write = async text => {
    try { await navigator.clipboard.writeText(text); } catch {
      const area = document.createElement("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
  };
  document.addEventListener("click", async event => {
    const button = event.target.closest(".copy");
    if (!button) return;
    await write(button.dataset.tex);
    button.classList.add("done");
    button.setAttribute("aria-label", button.dataset.done);
    setTimeout(() => { button.classList.remove("done"); button.setAttribute("aria-label", button.title); }, 1500);
  });

  // how a line was checked opens beside its mark
  for (const how of all("[popover]")) how.addEventListener("toggle", event => {
    if (event.newState !== "open") return;
    const mark = document.querySelector(`[popovertarget="${how.id}"]`).getBoundingClientRect();
    const left = Math.min(mark.left, root.clientWidth - how.offsetWidth - 8);
    const below = mark.bottom + 6;
    how.style.left = `${Math.max(8, left)}px`;
    how.style.top = `${below + how.offsetHeight < innerHeight ? below : Math.max(8, mark.top - how.offsetHeight - 6)}px`;
  });

  // the contents follow the reader; on a small screen they start closed
  const links = new Map(all("nav.contents a").map(link => [link.getAttribute("href").slice(1), link]));
  if (matchMedia("(max-width: 67.99rem)").matches) for (const d of all("nav.contents details")) d.open = false;
  const spy = new IntersectionObserver(entries => {
    for (const entry of entries) if (entry.isIntersecting) {
      all("nav.contents [aria-current]").forEach(link => link.removeAttribute("aria-current"));
      links.get(entry.target.id)?.setAttribute("aria-current", "true");
    }
  }, { rootMargin: "0px 0px -75% 0px" });
  for (const id of links.keys()) { const target = document.getElementById(id); if (target) spy.observe(target); }

  // on paper nothing scrolls: wide lines are set smaller
  const fit = () => {
    for (const rows of all(".eq .rows")) {
      const em = parseFloat(getComputedStyle(rows).fontSize);
      rows.style.setProperty("--fit", Math.min(1, 39 * em / rows.scrollWidth).toFixed(3));
    }
  };
  document.fonts.ready.then(fit);
  addEventListener("beforeprint", () => { for (const d of all("details.fold")) d.open = true; });
})();
