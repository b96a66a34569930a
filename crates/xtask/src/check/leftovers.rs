//! No printing outside the command line, and no leftovers of unfinished work.
//!
//! Macros: `println!` and `eprintln!` belong to `tenon-cli` and `xtask`; `todo!`, `unimplemented!` and `dbg!` to nobody.
//! Words: a note about work to do carries a link to where that work is discussed.

use crate::sources::Source;

// Spelled in halves so that this file passes its own check.
const PRINT: [&str; 4] =
    [concat!("print", "ln!"), concat!("eprint", "ln!"), concat!("print", "!("), concat!("eprint", "!(")];
const UNFINISHED: [&str; 3] = [concat!("to", "do!("), concat!("unimple", "mented!("), concat!("db", "g!(")];
const NOTES: [&str; 3] = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X")];

pub fn check(files: &[Source]) -> Vec<String> {
    let mut findings = Vec::new();
    for file in files {
        let may_print = matches!(file.crate_name(), "tenon-cli" | "xtask") || file.is_test() || is_build_script(file);
        for (number, line) in file.product_lines() {
            let code = line.split("//").next().unwrap_or(line);
            if !may_print && PRINT.iter().any(|word| has_macro(code, word)) {
                findings.push(format!("{}:{number}: prints; only tenon-cli may", file.path));
            }
            if UNFINISHED.iter().any(|word| has_macro(code, word)) {
                findings.push(format!("{}:{number}: unfinished work", file.path));
            }
            if NOTES.iter().any(|word| has_word(line, word)) && !line.contains("https://") {
                findings.push(format!("{}:{number}: a note about work to do without a link", file.path));
            }
        }
    }
    findings
}

fn is_build_script(file: &Source) -> bool {
    file.path.ends_with("/build.rs")
}

/// Whether `word` starts in `code` where no identifier goes before it.
fn has_macro(code: &str, word: &str) -> bool {
    code.match_indices(word).any(|(at, _)| !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_'))
}

fn has_word(line: &str, word: &str) -> bool {
    let inside = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(word)
        .any(|(at, _)| !line[..at].ends_with(inside) && !line[at + word.len()..].starts_with(inside))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(path: &str, text: &str) -> usize {
        check(&[Source { path: path.into(), text: text.into() }]).len()
    }

    #[test]
    fn printing_belongs_to_the_command_line() {
        let text = format!("fn f() {{ {}(\"x\") }}\n", PRINT[0]);
        assert_eq!(findings("crates/tenon-eval/src/a.rs", &text), 1);
        assert_eq!(findings("crates/tenon-cli/src/a.rs", &text), 0);
    }

    #[test]
    fn notes_need_a_link() {
        let text = format!("// {}: later\n// {}: https://example.org/1\n", NOTES[0], NOTES[1]);
        assert_eq!(findings("crates/tenon-eval/src/a.rs", &text), 1);
    }
}
