// The grammar over small files: `grammar/NAME.cue` is read, and what each piece of it is must be what `grammar/NAME.scopes` says.
// `UPDATE=1 npm test` writes the expectations anew: read the difference before committing it.

import assert from "node:assert/strict";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";

const require = createRequire(import.meta.url);
const textmate = require("vscode-textmate");
const oniguruma = require("vscode-oniguruma");

const folder = new URL("./grammar/", import.meta.url);
const source = new URL("../syntaxes/cue.tmLanguage.json", import.meta.url);

async function loadGrammar() {
  await oniguruma.loadWASM(readFileSync(require.resolve("vscode-oniguruma/release/onig.wasm")));
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async () => textmate.parseRawGrammar(readFileSync(source, "utf8"), source.pathname),
  });
  return registry.loadGrammar("source.cue");
}

/** Each line of the text, and under it what its pieces are: `text  scopes`, without `source.cue` and `.cue`. */
function scopes(grammar, text) {
  const out = [];
  let state = textmate.INITIAL;
  for (const line of text.replace(/\n$/, "").split("\n")) {
    out.push(`> ${line}`);
    const result = grammar.tokenizeLine(line, state);
    state = result.ruleStack;
    for (const { startIndex, endIndex, scopes: names } of result.tokens) {
      const piece = line.slice(startIndex, endIndex);
      if (piece.trim() === "") continue;
      const shown = names.slice(1).map((name) => name.replace(/\.cue\b/g, "")).join(" ");
      out.push(`    ${JSON.stringify(piece)}  ${shown}`.trimEnd());
    }
  }
  return { text: `${out.join("\n")}\n`, depth: state.depth };
}

const grammar = await loadGrammar();

for (const name of readdirSync(folder).filter((file) => file.endsWith(".cue"))) {
  test(`grammar: ${name}`, () => {
    const found = scopes(grammar, readFileSync(new URL(name, folder), "utf8"));
    assert.equal(found.depth, 1, "something is still open at the end of the file");
    const expected = new URL(name.replace(/cue$/, "scopes"), folder);
    if (process.env.UPDATE) writeFileSync(expected, found.text);
    assert.equal(found.text, readFileSync(expected, "utf8"));
  });
}

test("grammar: every rule that is included exists, and every rule is included", () => {
  const { patterns, repository } = JSON.parse(readFileSync(source, "utf8"));
  const included = new Set();
  const visit = (node) => {
    if (Array.isArray(node)) return node.forEach(visit);
    if (node === null || typeof node !== "object") return;
    if (typeof node.include === "string") included.add(node.include.slice(1));
    Object.values(node).forEach(visit);
  };
  visit(patterns);
  visit(repository);
  assert.deepEqual([...included].sort(), Object.keys(repository).sort());
});
