//! The line about progress at the bottom of a terminal: what it says, and that it goes away before anything else is printed.

use crate::run::{State, place_text};
use std::io::Write;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Work that takes no longer says nothing.
const QUIET: Duration = Duration::from_secs(1);

/// The standard error of this process is one, and so is the line on it.
static LINE: Mutex<Line> = Mutex::new(Line::Hidden);

enum Line {
    Hidden,
    Shown,
    /// Something else has been printed: the line does not come back.
    Over,
}

fn line() -> MutexGuard<'static, Line> {
    LINE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Shows how a run is going.
pub fn show(state: &State, width: usize) {
    let mut line = line();
    if matches!(*line, Line::Over) {
        return;
    }
    if let Some(text) = text(state, width) {
        let _ = write!(std::io::stderr(), "\r\x1b[K{text}");
        *line = Line::Shown;
    }
}

/// Takes the line away for good.
pub fn clear() {
    let mut line = line();
    if matches!(*line, Line::Shown) {
        let _ = write!(std::io::stderr(), "\r\x1b[K");
    }
    *line = Line::Over;
}

/// The line, no longer than `width`; nothing in the first second.
fn text(state: &State, width: usize) -> Option<String> {
    if state.elapsed < QUIET {
        return None;
    }
    let mut facts = Vec::new();
    if state.records > 0 {
        facts.push(format!("{} records", grouped(state.records)));
    } else if state.steps > 0 {
        facts.push(format!("{} nodes", grouped(state.steps)));
    }
    facts.extend(state.memory.map(megabytes));
    facts.push(format!("{} s", state.elapsed.as_secs()));
    let facts = format!(" ({})", facts.join(", "));
    let mut what = state.phase.to_owned();
    let place = place_text(&state.place);
    if !place.is_empty() {
        what = format!("{what} {}", printable(&place));
    }
    let room = width.saturating_sub(facts.chars().count() + 1);
    Some(shortened(&what, room) + &facts)
}

/// How a run was going when it was stopped.
pub fn interruption(state: &State) -> String {
    let mut text = format!("interrupted while {}", state.phase);
    let place = place_text(&state.place);
    if !place.is_empty() {
        text.push_str(&format!(" {}", printable(&place)));
    }
    text.push_str(&format!(", after {:.1} s", state.elapsed.as_secs_f64()));
    if state.steps > 0 {
        text.push_str(&format!(" and {} nodes", grouped(state.steps)));
    }
    text.push('\n');
    if !state.most.is_empty() {
        text.push_str("most of the work was in\n");
    }
    for (place, share) in &state.most {
        text.push_str(&format!("{share:>5} %  {}\n", printable(place)));
    }
    text
}

/// `1234567` as `1,234,567`
pub fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let groups: Vec<&[u8]> = digits.as_bytes().rchunks(3).rev().collect();
    groups.into_iter().map(String::from_utf8_lossy).collect::<Vec<_>>().join(",")
}

/// Bytes as megabytes.
pub fn megabytes(bytes: u64) -> String {
    format!("{} MB", bytes.div_ceil(1 << 20))
}

/// Without what would move the cursor.
fn printable(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}

/// The end of a path says the least: the deepest labels are often indices.
fn shortened(text: &str, room: usize) -> String {
    if text.chars().count() <= room {
        return text.to_owned();
    }
    let kept: String = text.chars().take(room.saturating_sub(1)).collect();
    format!("{kept}…")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(seconds: u64) -> State {
        State {
            phase: "evaluating",
            place: ["shop", "items", "\"a\tb\"", "0"].map(str::to_owned).to_vec(),
            steps: 1_234_567,
            records: 0,
            memory: Some(300 << 20),
            elapsed: Duration::from_secs(seconds),
            most: vec![("shop: items".to_owned(), 62), ("shop: policy".to_owned(), 7)],
        }
    }

    #[test]
    fn says_nothing_at_first() {
        assert_eq!(text(&State { elapsed: Duration::from_millis(999), ..state(0) }, 80), None);
    }

    #[test]
    fn tells_what_is_done() {
        let line = text(&state(12), 80).unwrap();
        assert_eq!(line, "evaluating shop: items.\"ab\".0 (1,234,567 nodes, 300 MB, 12 s)");
        assert_eq!(text(&state(12), 50).unwrap(), "evaluating shop:… (1,234,567 nodes, 300 MB, 12 s)");
        assert_eq!(text(&state(12), 0).unwrap(), "… (1,234,567 nodes, 300 MB, 12 s)");
        let loading = State { phase: "loading", elapsed: Duration::from_secs(2), ..State::default() };
        assert_eq!(text(&loading, 80).unwrap(), "loading (2 s)");
    }

    #[test]
    fn tells_what_was_done() {
        assert_eq!(
            interruption(&state(3)),
            "interrupted while evaluating shop: items.\"ab\".0, after 3.0 s and 1,234,567 nodes\n\
             most of the work was in\n   62 %  shop: items\n    7 %  shop: policy\n"
        );
        let loading = State { phase: "loading", ..State::default() };
        assert_eq!(interruption(&loading), "interrupted while loading, after 0.0 s\n");
    }
}
