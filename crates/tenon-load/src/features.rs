//! What a file may use: by its language version and its `@experiment` attributes.

use crate::files::SourceFile;
use tenon_ir::program::Features;
use tenon_syntax::Experiment;

/// The language version since which structs and lists are compared without asking for it.
const STRUCTCMP_SINCE: (u32, u32) = (0, 15);

/// What the file switches on.
pub fn of(file: &SourceFile) -> Features {
    let on = |experiment| file.parsed.experiments.has(experiment);
    Features {
        structcmp: (file.version.major, file.version.minor) >= STRUCTCMP_SINCE || on(Experiment::StructCmp),
        explicitopen: on(Experiment::ExplicitOpen),
        aliasv2: on(Experiment::AliasV2),
        try_: on(Experiment::Try),
        shortcircuit: on(Experiment::ShortCircuit),
    }
}
