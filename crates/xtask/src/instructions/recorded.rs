//! The file of recorded counts: `# ` and what they were counted with, then a line `NAME INSTRUCTIONS` for each workload.

/// What is recorded.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Recorded {
    /// Architecture, compiler and valgrind, separated by commas.
    pub with: String,
    /// Name and instructions of each workload.
    pub counts: Vec<(String, u64)>,
}

impl Recorded {
    /// Reads the file; what is not a count counts for nothing.
    pub fn parse(text: &str) -> Recorded {
        let with = text.lines().find_map(|line| line.strip_prefix("# ")).unwrap_or_default().to_owned();
        let entry = |line: &str| {
            let (name, count) = line.split_once(' ')?;
            Some((name.to_owned(), count.trim().parse().ok()?))
        };
        Recorded { with, counts: text.lines().filter_map(entry).collect() }
    }

    /// The text of the file.
    pub fn to_text(&self) -> String {
        let lines: String = self.counts.iter().map(|(name, count)| format!("{name} {count}\n")).collect();
        format!("# {}\n{lines}", self.with)
    }

    /// The processor's architecture, which the counts hold for.
    pub fn architecture(&self) -> Option<&str> {
        self.with.split(", ").next().filter(|name| !name.is_empty())
    }

    /// What is recorded for a workload.
    pub fn count(&self, name: &str) -> Option<u64> {
        self.counts.iter().find(|(other, _)| other == name).map(|(_, count)| *count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let with = "x86_64, rustc 1.95.0, valgrind-3.19.0".to_owned();
        let recorded = Recorded { with, counts: vec![("start".to_owned(), 12), ("union".to_owned(), 3)] };
        let read = Recorded::parse(&recorded.to_text());
        assert_eq!(read, recorded);
        assert_eq!((read.architecture(), read.count("union"), read.count("x")), (Some("x86_64"), Some(3), None));
        assert_eq!(Recorded::parse("").architecture(), None);
    }
}
