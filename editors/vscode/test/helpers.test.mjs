// What the commands make of a file and of a position: input, path. `npm test` bundles the sources into `out` first.

import assert from "node:assert/strict";
import { homedir } from "node:os";
import { test } from "node:test";
import { callOn, packageName, resolveBinary } from "../out/inputs.mjs";
import { pathAt, pathElement } from "../out/paths.mjs";

test("the binary's setting", () => {
  assert.equal(resolveBinary("tenon", "/w"), "tenon");
  assert.equal(resolveBinary("~/bin/tenon", "/w"), `${homedir()}/bin/tenon`);
  assert.equal(resolveBinary("${workspaceFolder}/target/tenon", "/w/$&"), "/w/$&/target/tenon");
  assert.equal(resolveBinary("${workspaceFolder}/tenon", undefined), "${workspaceFolder}/tenon");
});

test("the package of a text", () => {
  assert.equal(packageName("// A shop.\npackage shop // of ours\n\na: 1\n"), "shop");
  assert.equal(packageName("@extern(embed)\r\n\r\npackage größe\r\n"), "größe");
  assert.equal(packageName("package: 1\n"), undefined);
  assert.equal(packageName("// package no\na: 1\n"), undefined);
});

test("calls", () => {
  assert.deepEqual(callOn(["eval", "-i"], ["env=prod", "eu"], "/w/shop/a.cue", "package shop\n"), {
    cwd: "/w/shop",
    args: ["eval", "-i", "-t", "env=prod", "-t", "eu", ".:shop"],
  });
  assert.deepEqual(callOn(["export"], [], "/w/-a.cue", "a: 1\n"), { cwd: "/w", args: ["export", "./-a.cue"] });
  assert.deepEqual(callOn(["why", "a.b"], [], "/w/a.cue", "package _\n").args, ["why", "a.b", "./a.cue"]);
});

test("elements of paths", () => {
  const elements = {
    name: "name",
    "name?": "name",
    "name!": "name",
    "#Def": "#Def",
    "_#Def": "_#Def",
    "#": "#",
    _hidden: "_hidden",
    '"two words"': '"two words"',
    "two words": '"two words"',
    "a.b.#C": "a.b.#C",
    0: "[0]",
    "[12]": "[12]",
    "[string]": undefined,
    "(key)": undefined,
    '"\\(key)"': undefined,
    "": undefined,
  };
  for (const [label, element] of Object.entries(elements)) assert.equal(pathElement(label), element, label);
});

test("the path at a place", () => {
  const symbol = (name, from, to, children = []) => {
    const place = ([line, character]) => ({ line, character });
    return { name, range: { start: place(from), end: place(to) }, children };
  };
  const symbols = [
    symbol("a", [0, 0], [4, 1], [
      symbol("b c", [1, 1], [1, 20], [symbol("0", [1, 8], [1, 10])]),
      symbol("[string]", [2, 1], [2, 20], [symbol("x", [2, 12], [2, 16])]),
    ]),
    symbol("#D", [6, 0], [6, 9]),
  ];
  const at = (line, character) => pathAt(symbols, { line, character });
  assert.equal(at(0, 0), "a");
  assert.equal(at(1, 2), 'a."b c"');
  assert.equal(at(1, 9), 'a."b c"[0]');
  assert.equal(at(2, 13), undefined);
  assert.equal(at(6, 9), "#D");
  assert.equal(at(5, 0), undefined);
});
