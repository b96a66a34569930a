// The path of the value at a position, by the document's symbols. Nothing of VS Code in here.

/** A place in a text. */
export interface Place {
  line: number;
  character: number;
}

/** What is used of a document symbol. */
export interface Symbol {
  name: string;
  range: { start: Place; end: Place };
  children: Symbol[];
}

/** The path of the innermost symbol around `place`; undefined outside of all symbols, and below what has no path (`[string]`). */
export function pathAt(symbols: readonly Symbol[], place: Place): string | undefined {
  let path: string | undefined;
  let level: readonly Symbol[] = symbols;
  for (;;) {
    const symbol = level.find((candidate) => contains(candidate, place));
    if (symbol === undefined) return path;
    const element = pathElement(symbol.name);
    if (element === undefined) return undefined;
    path = path === undefined ? element : element.startsWith("[") ? path + element : `${path}.${element}`;
    level = symbol.children;
  }
}

/** A label as an element of a path; undefined for patterns, dynamic fields and the like. */
export function pathElement(label: string): string | undefined {
  const name = label.replace(/[?!]$/, "");
  if (/^(_?#)?[\p{L}_$][\p{L}\p{Nd}_$]*$/u.test(name) || name === "#") return name;
  const index = /^\[?(\d+)\]?$/.exec(name);
  if (index !== null) return `[${index[1]}]`;
  if (/^"(?:[^"\\]|\\[^(])*"$/.test(name)) return name;
  if (/^[[("'#]/.test(name) || name === "") return undefined;
  return isPath(name) ? name : JSON.stringify(name);
}

/** Whether a text is a path of names: `a.b.#C`. */
function isPath(text: string): boolean {
  return text.split(".").every((part) => /^(_?#)?[\p{L}_$][\p{L}\p{Nd}_$]*$/u.test(part));
}

function contains({ range }: Symbol, place: Place): boolean {
  return !isBefore(place, range.start) && !isBefore(range.end, place);
}

function isBefore(a: Place, b: Place): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character);
}
