// Finds formulas in pages, as MathJax does in a browser. In: {delimiters, pages: [html, …]}.
// Out: for each page [[tex, display], …], in the order of the page.
import { createRequire } from "node:module";

const load = createRequire(import.meta.url);
const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const { dollars, pages } = JSON.parse(Buffer.concat(chunks).toString("utf8"));
const MathJax = await load("mathjax3").init({
  loader: { load: ["input/tex", "adaptors/liteDOM"], require: load },
  tex: {
    inlineMath: [...(dollars ? [["$", "$"]] : []), ["\\(", "\\)"]],
    displayMath: [...(dollars ? [["$$", "$$"]] : []), ["\\[", "\\]"]],
  },
  startup: { typeset: false, document: "" },
});
const { mathjax } = MathJax._.mathjax;
const found = pages.map((page) => {
  const document = mathjax.document(page, { InputJax: MathJax.startup.getInputJax() });
  document.findMath();
  return [...document.math].map((one) => [one.math, one.display]);
});
process.stdout.write(JSON.stringify(found));
