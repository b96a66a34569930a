//! `CODEOWNERS`: lines of a pattern and its owners, of which the last one that matches a path counts.
//!
//! GitLab has sections: `[Name]`, `^[Optional]`, `[Name][2] @default`. The last matching line of each section counts, and a path
//! belongs to the owners of all sections. A line without owners takes the section's default owners. `!pattern` leaves
//! paths out of a section.

use crate::pattern;
use globset::{GlobSet, GlobSetBuilder};

/// Whose syntax a file has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Dialect {
    /// GitHub's.
    Github,
    /// GitLab's.
    Gitlab,
    /// GitLab's if the file has a section, GitHub's otherwise.
    Either,
}

/// The rules of a `CODEOWNERS` file.
#[derive(Clone, Debug)]
pub struct CodeOwners {
    sections: Vec<Section>,
}

/// Lines of which one at most counts for a path. The lines above all headings are a section, too.
#[derive(Clone, Debug)]
struct Section {
    /// In lower case: sections whose names differ in nothing else are one.
    name: String,
    rules: Vec<Rule>,
    globs: GlobSet,
    /// The rule that each glob is of.
    rule_of: Vec<usize>,
}

#[derive(Clone, Debug)]
struct Rule {
    pattern: String,
    owners: Vec<String>,
    /// What it matches is left out.
    excludes: bool,
}

/// A heading: name and default owners.
struct Heading {
    name: String,
    owners: Vec<String>,
}

impl CodeOwners {
    /// Reads the text of a file. Lines that are malformed count for nothing, as with the hosts.
    ///
    /// ```
    /// use tenon_owners::{CodeOwners, Dialect};
    ///
    /// let rules = CodeOwners::parse("* @all\n/policy/ @policy @security # strict\n", Dialect::Either);
    /// assert_eq!(rules.of("policy/limits.cue"), ["@policy", "@security"]);
    /// assert_eq!(rules.of("web/in.cue"), ["@all"]);
    /// ```
    pub fn parse(text: &str, dialect: Dialect) -> CodeOwners {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        let gitlab = match dialect {
            Dialect::Github => false,
            Dialect::Gitlab => true,
            Dialect::Either => lines().any(|line| heading(line).is_some()),
        };
        let mut sections = vec![Section::new(String::new())];
        let (mut at, mut default) = (0, Vec::new());
        for line in lines() {
            if let Some(found) = heading(line).filter(|_| gitlab) {
                let name = found.name.to_lowercase();
                at = sections.iter().position(|s| s.name == name).unwrap_or_else(|| {
                    sections.push(Section::new(name));
                    sections.len() - 1
                });
                default = found.owners;
            } else if let (Some(rule), Some(section)) = (rule(line, gitlab, &default), sections.get_mut(at)) {
                section.rules.push(rule);
            }
        }
        sections.iter_mut().for_each(|section| section.compile(gitlab));
        CodeOwners { sections }
    }

    /// The owners of a path, which is relative to the root of the repository and has `/` between its parts.
    pub fn of(&self, path: &str) -> Vec<String> {
        let mut owners: Vec<String> = Vec::new();
        for owner in self.sections.iter().flat_map(|section| section.of(path)) {
            if !owners.contains(owner) {
                owners.push(owner.clone());
            }
        }
        owners
    }
}

impl Section {
    fn new(name: String) -> Section {
        Section { name, rules: Vec::new(), globs: GlobSet::empty(), rule_of: Vec::new() }
    }

    fn compile(&mut self, gitlab: bool) {
        let mut set = GlobSetBuilder::new();
        for (i, rule) in self.rules.iter().enumerate() {
            let globs = if gitlab { pattern::gitlab(&rule.pattern) } else { pattern::github(&rule.pattern) };
            for glob in globs {
                set.add(glob);
                self.rule_of.push(i);
            }
        }
        self.globs = set.build().unwrap_or_else(|_| GlobSet::empty());
    }

    fn of(&self, path: &str) -> &[String] {
        let matches = self.globs.matches(path);
        let rules = || matches.iter().filter_map(|glob| self.rules.get(*self.rule_of.get(*glob)?));
        if rules().any(|rule| rule.excludes) {
            return &[];
        }
        rules().next_back().map_or(&[], |rule| &rule.owners)
    }
}

fn rule(line: &str, gitlab: bool, default: &[String]) -> Option<Rule> {
    let (pattern, rest) = split_pattern(line);
    let excludes = pattern.starts_with('!');
    if excludes && !gitlab {
        return None;
    }
    let mut owners = owners(rest);
    if owners.is_empty() {
        owners = default.to_vec();
    }
    Some(Rule { pattern: pattern.trim_start_matches('!').to_owned(), owners, excludes })
}

/// A line's pattern, in which a space may be escaped, and what is behind it.
fn split_pattern(line: &str) -> (String, &str) {
    let mut pattern = String::new();
    let mut chars = line.char_indices();
    while let Some((i, c)) = chars.next() {
        match c {
            c if c.is_whitespace() => return (pattern, &line[i..]),
            '\\' => match chars.next() {
                Some((_, c)) if c.is_whitespace() => pattern.push(c),
                Some((_, c)) => pattern.extend(['\\', c]),
                None => {}
            },
            c => pattern.push(c),
        }
    }
    (pattern, "")
}

/// Users, teams, roles and addresses, up to a comment.
fn owners(text: &str) -> Vec<String> {
    let words = text.split_whitespace().take_while(|word| !word.starts_with('#'));
    words.filter(|word| word.contains('@')).map(str::to_owned).collect()
}

/// `[Name]`, `^[Name]`, `[Name][2]`, each with default owners behind it.
fn heading(line: &str) -> Option<Heading> {
    let inner = line.strip_prefix('^').unwrap_or(line).strip_prefix('[')?;
    let (name, mut rest) = inner.split_once(']')?;
    if let Some((number, behind)) = rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        if number.is_empty() || !number.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        rest = behind;
    }
    let apart = rest.is_empty() || rest.starts_with(char::is_whitespace);
    (apart && !name.trim().is_empty()).then(|| Heading { name: name.trim().to_owned(), owners: owners(rest) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str, dialect: Dialect, path: &str) -> String {
        CodeOwners::parse(text, dialect).of(path).join(" ")
    }

    #[test]
    fn the_last_line_counts() {
        let text = "*       @all\n*.cue   @cue\n/build/logs/ @ops\ndocs/*  docs@example.com\napps/   @apps\n/apps/free\n**/lib  @lib\n";
        let of = |path| of(text, Dialect::Either, path);
        assert_eq!(of("README.md"), "@all");
        assert_eq!(of("a/b.cue"), "@cue");
        assert_eq!(of("build/logs/x/y.cue"), "@ops");
        assert_eq!(of("x/build/logs/y"), "@all");
        assert_eq!(of("docs/a.md"), "docs@example.com");
        assert_eq!(of("docs/deep/a.md"), "@all");
        assert_eq!(of("x/apps/a"), "@apps");
        assert_eq!(of("apps/free/a"), "");
        assert_eq!(of("x/lib/a"), "@lib");
    }

    #[test]
    fn github_knows_neither_negation_nor_ranges() {
        let text = "* @all\n!a.cue @not\n/app/[id]/ @app\n/{a,b}/ @braces\n";
        let of = |path| of(text, Dialect::Github, path);
        assert_eq!(of("a.cue"), "@all");
        assert_eq!(of("app/[id]/x.cue"), "@app");
        assert_eq!(of("app/i/x.cue"), "@all");
        assert_eq!(of("{a,b}/x.cue"), "@braces");
        assert_eq!(of("a/x.cue"), "@all");
    }

    #[test]
    fn spaces_and_comments_are_escaped() {
        let text = "\u{feff}/path\\ with\\ spaces/ @space\r\n\\#notes.txt @hash\r\n# a comment @no\r\n*.md @docs # @nobody\r\n";
        for dialect in [Dialect::Github, Dialect::Gitlab] {
            assert_eq!(of(text, dialect, "path with spaces/a"), "@space");
            assert_eq!(of(text, dialect, "#notes.txt"), "@hash");
            assert_eq!(of(text, dialect, "a.md"), "@docs");
        }
    }

    #[test]
    fn every_section_names_owners() {
        let text = "* @all\n\n[Docs]\n*.md @writers\n\n^[Policy][2] @policy @security\n/policy/\n/policy/own.md @own\n\n[DOCS] @later\ninternal/README.md\n\n[Go]\n*.go @go\n!vendor/\n";
        let of = |path| of(text, Dialect::Either, path);
        assert_eq!(of("a.cue"), "@all");
        assert_eq!(of("a.md"), "@all @writers");
        assert_eq!(of("policy/deep/a.cue"), "@all @policy @security");
        assert_eq!(of("policy/own.md"), "@all @writers @own");
        assert_eq!(of("x/internal/README.md"), "@all @later");
        assert_eq!(of("a.go"), "@all @go");
        assert_eq!(of("vendor/a.go"), "@all");
    }

    #[test]
    fn gitlab_takes_folders_only_with_a_slash() {
        let text = "/docs @file\n/web/ @web\n/code/*.[ch] @code\n";
        let of = |path| of(text, Dialect::Gitlab, path);
        assert_eq!(of("docs"), "@file");
        assert_eq!(of("docs/a.md"), "");
        assert_eq!(of("web/a/b.cue"), "@web");
        assert_eq!(of("code/a.c"), "@code");
        assert_eq!(of("code/x/a.c"), "");
    }

    #[test]
    fn what_is_no_heading_is_a_pattern() {
        for line in ["[a-z]*.md @x", "[Docs @x", "[]", "[a][b] @x"] {
            assert!(heading(line).is_none(), "{line}");
        }
    }

    #[test]
    fn odd_lines_are_harmless() {
        let text = "\\\n[\n^\n/ @root\n** @\n***/x @y\n[[] @z\na\\";
        for dialect in [Dialect::Github, Dialect::Gitlab, Dialect::Either] {
            CodeOwners::parse(text, dialect).of("a/b");
        }
        assert_eq!(of("/ @root\n", Dialect::Github, "a/b"), "@root");
    }
}
