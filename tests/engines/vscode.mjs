// Markdown to HTML as Visual Studio Code does it: markdown-it, with formulas typeset by KaTeX.
// In: a list of texts. Out: a list of pages; the TeX stands in the annotation of each formula.
import { createRequire } from "node:module";

const load = createRequire(import.meta.url);
const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const pages = JSON.parse(Buffer.concat(chunks).toString("utf8"));
const MarkdownIt = load("markdown-it");
const katex = load("@vscode/markdown-it-katex").default;
const make = MarkdownIt({ html: true }).use(katex, { throwOnError: true, strict: "error" });
process.stdout.write(JSON.stringify(pages.map((text) => make.render(text))));
