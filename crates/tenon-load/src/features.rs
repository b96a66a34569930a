//! What a file may use: by its language version and its `@experiment` attributes.

use crate::attr;
use crate::constraint::file_attributes;
use crate::files::SourceFile;
use tenon_ir::program::Features;
use tenon_source::{Diagnostic, LabelRole};
use tenon_syntax::LanguageVersion;

/// The language version from which each experiment is there, and its name.
const EXPERIMENTS: [(&str, u32); 5] =
    [("structcmp", 14), ("explicitopen", 15), ("aliasv2", 15), ("try", 16), ("shortcircuit", 17)];

/// What the file switches on.
///
/// # Errors
///
/// It names an experiment that does not exist in its language version.
pub fn of(file: &SourceFile) -> Result<Features, Diagnostic> {
    let mut features = Features { structcmp: at_least(file.version, 16), ..Features::default() };
    for attribute in file_attributes(&file.parsed.file).filter(|a| a.name() == "experiment") {
        for arg in attr::args(attribute.body()) {
            let Some((name, minor)) = EXPERIMENTS.iter().find(|(name, _)| *name == arg.key) else {
                let message = format!("unknown experiment {:?}", arg.key);
                return Err(Diagnostic::error("E0830", message).at(attribute.span, LabelRole::Primary));
            };
            if !at_least(file.version, *minor) {
                let message = format!("experiment {name:?} requires language version v0.{minor}.0 or later");
                return Err(Diagnostic::error("E0831", message).at(attribute.span, LabelRole::Primary));
            }
            match *name {
                "structcmp" => features.structcmp = true,
                "explicitopen" => features.explicitopen = true,
                "aliasv2" => features.aliasv2 = true,
                "try" => features.try_ = true,
                _ => features.shortcircuit = true,
            }
        }
    }
    Ok(features)
}

fn at_least(version: LanguageVersion, minor: u32) -> bool {
    (version.major, version.minor) >= (0, minor)
}
