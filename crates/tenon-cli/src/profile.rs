//! What `--profile FILE` writes: steps by path of the value, as a flame graph or as the lines that tools make one of.

use crate::failure::Failure;
use crate::outfile::replace;
use inferno::flamegraph::{self, Options};
use std::path::Path;
use tenon::eval::Steps;

/// Writes where the steps went: an SVG if the file is called so, folded stacks otherwise.
///
/// # Errors
///
/// The file cannot be written.
pub fn write(file: &Path, steps: &Steps) -> Result<(), Failure> {
    let folded = steps.folded();
    if folded.is_empty() {
        return Err(Failure::Message(format!("nothing was evaluated, so that there is no {}", file.display())));
    }
    let bytes = if file.extension().is_some_and(|e| e == "svg") { svg(&folded) } else { Ok(folded.into_bytes()) };
    bytes
        .and_then(|bytes| replace(file, &bytes).map_err(|e| e.to_string()))
        .map_err(|e| Failure::Message(format!("cannot write {}: {e}", file.display())))
}

fn svg(folded: &str) -> Result<Vec<u8>, String> {
    let mut options = Options::default();
    options.title = "Steps of the evaluation by path".to_owned();
    options.count_name = "steps".to_owned();
    options.deterministic = true;
    let mut out = Vec::new();
    flamegraph::from_lines(&mut options, folded.lines(), &mut out).map_err(|e| e.to_string())?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_a_flame_graph() {
        let mut steps = Steps::default();
        steps.add(&["p".to_owned(), "a".to_owned(), "<b>".to_owned()], 30);
        let picture = svg(&steps.folded()).unwrap();
        let picture = String::from_utf8(picture).unwrap();
        assert!(picture.contains("<svg") && picture.contains("&lt;b&gt; (30 steps, 100.00%)"), "{picture}");
        assert_eq!(picture.as_bytes(), svg(&steps.folded()).unwrap());
    }
}
