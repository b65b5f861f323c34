// Opens a page in Chromium as a reader does: looks, listens, points, and goes through it by keyboard.
// In: {browser, url, viewport, scheme, symbol}; symbol is the selector of one to point at, or empty.
// Out: what it met; the last lines collect it.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const load = createRequire(import.meta.url);
const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const { browser: executablePath, url, viewport, scheme, symbol } = JSON.parse(Buffer.concat(chunks).toString("utf8"));
const { chromium } = load("playwright-core");
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
const context = await browser.newContext({ viewport, colorScheme: scheme, reducedMotion: "reduce" });
const page = await context.newPage();
const said = [], outside = [];
page.on("console", (message) => said.push(`${message.type()}: ${message.text()}`));
page.on("pageerror", (error) => said.push(`error: ${error.message}`));
page.on("request", (request) => {
  const own = ["data:", "blob:", new URL(url).origin];
  if (!own.some((start) => request.url().startsWith(start))) outside.push(request.url());
});
await page.goto(url, { waitUntil: "load", timeout: 120000 }); // a slow machine is no fault of the page
await page.evaluate(() => window.MathJax?.startup?.promise);
await page.waitForLoadState("networkidle");

// what a screen reader says of each formula: its own text, not the picture of it
const spoken = await page.evaluate(() => {
  const formulas = [...document.querySelectorAll("math, mjx-container")].filter((one) => !one.closest("mjx-container mjx-assistive-mml"));
  const label = (one) =>
    one.getAttribute("aria-label") || one.getAttribute("alttext") || one.querySelector("[aria-label]")?.getAttribute("aria-label") || "";
  const seen = formulas.filter((one) => !one.closest("[aria-hidden=true]"));
  return { equations: seen.length, silent: seen.filter((one) => !label(one).trim()).map((one) => one.outerHTML.slice(0, 200)), labels: seen.map(label) };
});

const answer = { ...spoken, title: await page.title() };
answer.wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
// what does not fit into its box has to be scrolled there
answer.scrolled = await page.evaluate(() =>
  [...document.querySelectorAll(".eq .scroll, .scroll:has(> .results)")].filter((one) => one.scrollWidth > one.clientWidth + 1)
    .map((one) => `${one.closest("[id]")?.id}: ${one.scrollWidth - one.clientWidth} pixels`));
if (symbol) {
  const tip = page.locator("#tip");
  const one = page.locator(symbol).first();
  await one.scrollIntoViewIfNeeded();
  await one.hover();
  answer.hovered = (await tip.isVisible()) ? await tip.innerText() : "";
  await page.mouse.move(1, 1);
  answer.left = await tip.isVisible();
}

// from the first tab stop on: what has the focus, whether it shows, and whether a tip says what it is
answer.stops = [];
await page.evaluate(() => { scrollTo(0, 0); document.activeElement?.blur(); });
for (let k = 0; k < 60; k++) {
  await page.keyboard.press("Tab");
  if (await page.evaluate(() => document.activeElement === document.body)) break;
  answer.stops.push(
    await page.evaluate(() => {
      const one = document.activeElement, box = one.getBoundingClientRect();
      const tip = document.getElementById("tip");
      const drawn = (each) => {
        const style = getComputedStyle(each);
        return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
      };
      return {
        what: one.tagName.toLowerCase(),
        symbol: one.dataset?.sym ?? "",
        ring: one.classList.contains("lit") || drawn(one) || !!one.closest("mjx-container")?.querySelector(".mjx-selected"),
        inside: box.bottom > 0 && box.top < innerHeight && box.width > 0,
        tip: tip && !tip.hidden ? tip.textContent : "",
      };
    }),
  );
}
if (symbol) {
  const equation = page.locator(".eq", { has: page.locator("[data-sym] ~ * [data-sym], [data-sym] ~ [data-sym]") }).first();
  await equation.locator("[data-sym][tabindex='0']").first().focus();
  const name = () => page.evaluate(() => document.activeElement.dataset.sym ?? "");
  const place = () => page.evaluate(() => [...document.querySelectorAll("[data-sym]")].indexOf(document.activeElement));
  const first = await place();
  await page.keyboard.press("ArrowRight");
  answer.walked = (await place()) - first;
  answer.walkedTo = await name();
  await page.keyboard.press("Escape");
  answer.escaped = await page.locator("#tip").isHidden();
}

await page.evaluate(readFileSync(load.resolve("axe-core/axe.min.js"), "utf8"));
const result = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
answer.violations = result.violations.map((one) => {
  const [first] = one.nodes;
  return `${one.id}: ${one.help}: ${one.nodes.length} such as ${first.target}: ${first.html.slice(0, 300)}`;
});
answer.rules = result.passes.length;
answer.console = said;
answer.outside = outside;
await browser.close();
process.stdout.write(JSON.stringify(answer));
