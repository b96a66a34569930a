//! Paths of each family of operating systems, as Go's `path/filepath` treats them there.

/// A family of operating systems.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Os {
    Unix,
    Plan9,
    Windows,
}

fn is_slash(b: u8) -> bool {
    b == b'/' || b == b'\\'
}

/// Bytes `from..to` of a text; empty where they are not there.
fn part(text: &str, from: usize, to: usize) -> &str {
    text.get(from..to).unwrap_or_default()
}

impl Os {
    pub(super) fn separator(self) -> char {
        if self == Os::Windows { '\\' } else { '/' }
    }

    fn is_separator(self, b: u8) -> bool {
        b == b'/' || (self == Os::Windows && b == b'\\')
    }

    /// Where the last separator at or behind `from` ends; `from` where there is none.
    fn last_element(self, path: &str, from: usize) -> usize {
        let tail = path.as_bytes().get(from..).unwrap_or_default();
        tail.iter().rposition(|b| self.is_separator(*b)).map_or(from, |i| from + i + 1)
    }

    pub(super) fn to_slash(self, path: &str) -> String {
        if self == Os::Windows { path.replace('\\', "/") } else { path.to_owned() }
    }

    pub(super) fn with_separators(self, path: &str) -> String {
        if self == Os::Windows { path.replace('/', "\\") } else { path.to_owned() }
    }

    /// The length of `C:` or `\\host\share` at the start of a Windows path.
    pub(super) fn volume_length(self, path: &str) -> usize {
        let bytes = path.as_bytes();
        if self != Os::Windows {
            return 0;
        }
        match bytes {
            [letter, b':', ..] if letter.is_ascii_alphabetic() => 2,
            [a, b, c, _, _, ..] if is_slash(*a) && is_slash(*b) && !is_slash(*c) && *c != b'.' => {
                let Some(host_end) = bytes.iter().skip(3).position(|b| is_slash(*b)).map(|i| i + 3) else { return 0 };
                match bytes.get(host_end + 1) {
                    None => 0,
                    Some(b) if is_slash(*b) || *b == b'.' => 0,
                    Some(_) => {
                        let share = bytes.iter().skip(host_end + 1).position(|b| is_slash(*b));
                        share.map_or(bytes.len(), |i| i + host_end + 1)
                    }
                }
            }
            _ => 0,
        }
    }

    pub(super) fn is_abs(self, path: &str) -> bool {
        match self {
            Os::Unix => path.starts_with('/'),
            Os::Plan9 => path.starts_with(['/', '#']),
            Os::Windows => {
                let volume = self.volume_length(path);
                volume > 0 && path.as_bytes().get(volume).is_some_and(|b| is_slash(*b))
            }
        }
    }

    /// The shortest path to the same file: no `.`, no `..` behind a name, no doubled separators.
    pub(super) fn clean(self, path: &str) -> String {
        let volume = self.volume_length(path);
        let (prefix, rest) = path.split_at(volume);
        if rest.is_empty() {
            let unc = volume > 1 && prefix.as_bytes().get(1) != Some(&b':');
            return if unc { self.with_separators(path) } else { format!("{path}.") };
        }
        let rooted = rest.bytes().next().is_some_and(|b| self.is_separator(b));
        let mut parts: Vec<&str> = Vec::new();
        for element in rest.split(|c: char| c.is_ascii() && self.is_separator(c as u8)) {
            match element {
                "" | "." => {}
                ".." => match parts.last() {
                    Some(&last) if last != ".." => {
                        parts.pop();
                    }
                    _ if rooted => {}
                    _ => parts.push(".."),
                },
                name => parts.push(name),
            }
        }
        let separator = self.separator().to_string();
        let root = if rooted { separator.as_str() } else { "" };
        let body = parts.join(&separator);
        let body = if body.is_empty() && !rooted { "." } else { &body };
        format!("{}{root}{body}", self.with_separators(prefix))
    }

    pub(super) fn split(self, path: &str) -> (&str, &str) {
        path.split_at(self.last_element(path, self.volume_length(path)))
    }

    pub(super) fn split_list(self, path: &str) -> Vec<String> {
        if path.is_empty() {
            return Vec::new();
        }
        let mut quoted = false;
        let parts = path.split(|c| match self {
            Os::Unix => c == ':',
            Os::Plan9 => c == '\0',
            Os::Windows => {
                quoted ^= c == '"';
                c == ';' && !quoted
            }
        });
        parts.map(|p| if self == Os::Windows { p.replace('"', "") } else { p.to_owned() }).collect()
    }

    pub(super) fn join(self, elements: &[&str]) -> String {
        let Some(first) = elements.iter().position(|e| !e.is_empty()) else { return String::new() };
        let elements = elements.get(first..).unwrap_or_default();
        let separator = self.separator().to_string();
        let filled = |elements: &[&str]| {
            let filled: Vec<&str> = elements.iter().copied().filter(|e| !e.is_empty()).collect();
            filled.join(&separator)
        };
        let all = self.clean(&filled(elements));
        if self != Os::Windows {
            return all;
        }
        let (Some(head), tail) = (elements.first(), elements.get(1..).unwrap_or_default()) else { return all };
        if let [_, b':'] = head.as_bytes() {
            // A drive without a separator: the path stays relative to that drive's current directory.
            return self.clean(&format!("{head}{}", filled(tail)));
        }
        let is_unc = |path: &str| self.volume_length(path) > 2;
        let head = self.clean(head);
        if !is_unc(&all) || is_unc(&head) {
            return all;
        }
        // Joining must not make a network path of parts that are none.
        let between = if head.ends_with('\\') { "" } else { "\\" };
        format!("{head}{between}{}", self.clean(&filled(tail)))
    }

    pub(super) fn ext(self, path: &str) -> &str {
        let from = self.last_element(path, 0);
        let name = part(path, from, path.len());
        name.rfind('.').map_or("", |dot| part(name, dot, name.len()))
    }

    pub(super) fn base(self, path: &str) -> String {
        if path.is_empty() {
            return ".".into();
        }
        let trimmed = path.trim_end_matches(|c: char| c.is_ascii() && self.is_separator(c as u8));
        let rest = part(trimmed, self.volume_length(path).min(trimmed.len()), trimmed.len());
        match part(rest, self.last_element(rest, 0), rest.len()) {
            "" => self.separator().to_string(),
            name => name.to_owned(),
        }
    }

    pub(super) fn dir(self, path: &str) -> String {
        let volume = self.volume_length(path);
        let end = self.last_element(path, volume);
        let dir = self.clean(part(path, volume, end));
        let prefix = part(path, 0, volume);
        if dir == "." && volume > 2 { prefix.to_owned() } else { format!("{prefix}{dir}") }
    }

    fn same(self, a: &str, b: &str) -> bool {
        if self == Os::Windows { a.to_lowercase() == b.to_lowercase() } else { a == b }
    }

    /// The way from one path to another; none where there is none without knowing the current directory.
    pub(super) fn rel(self, base: &str, target: &str) -> Option<String> {
        let (base, target) = (self.clean(base), self.clean(target));
        if self.same(&base, &target) {
            return Some(".".into());
        }
        let (base_volume, base) = base.split_at(self.volume_length(&base));
        let (target_volume, target) = target.split_at(self.volume_length(&target));
        let base = if base == "." { "" } else { base };
        let separator = self.separator();
        if base.starts_with(separator) != target.starts_with(separator) || !self.same(base_volume, target_volume) {
            return None;
        }
        let names = |path: &'_ str| -> Vec<String> {
            path.split(separator).filter(|n| !n.is_empty()).map(str::to_owned).collect()
        };
        let (base, target) = (names(base), names(if target == "." { "" } else { target }));
        let shared = base.iter().zip(&target).take_while(|(a, b)| self.same(a, b)).count();
        let up = base.get(shared..).unwrap_or_default();
        if up.first().is_some_and(|n| n == "..") {
            return None;
        }
        let mut parts: Vec<&str> = up.iter().map(|_| "..").collect();
        parts.extend(target.get(shared..).unwrap_or_default().iter().map(String::as_str));
        Some(if parts.is_empty() { ".".into() } else { parts.join(&separator.to_string()) })
    }
}
