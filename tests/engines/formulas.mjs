// Typesets formulas. In: {engine, formulas: [[tex, display], …]}. Out: for each formula
// {mathml} or {error}. An engine that only warns, or that prints an unknown macro in red, errs here.
import { createRequire } from "node:module";

const load = createRequire(import.meta.url);

const engines = {
  async katex() {
    const katex = load("katex");
    const options = { strict: "error", throwOnError: true, output: "mathml", trust: false };
    return (tex, display) => katex.renderToString(tex, { ...options, displayMode: display });
  },
  mathjax3: () => mathjax("mathjax3"),
  mathjax4: () => mathjax("mathjax"),
};

async function mathjax(name) {
  const MathJax = await load(name).init({
    loader: { load: ["input/tex", "adaptors/liteDOM"], require: load },
    tex: {
      packages: { "[-]": ["noundefined", "noerrors"] },
      formatError: (_, error) => {
        throw error;
      },
    },
    startup: { typeset: false },
  });
  return (tex, display) => MathJax.tex2mmlPromise(tex, { display });
}

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const { engine, formulas } = JSON.parse(Buffer.concat(chunks).toString("utf8"));
const typeset = await engines[engine]();
const found = [];
for (const [tex, display] of formulas) {
  try {
    found.push({ mathml: await typeset(tex, display) });
  } catch (error) {
    found.push({ error: String(error.message ?? error) });
  }
}
process.stdout.write(JSON.stringify(found));
