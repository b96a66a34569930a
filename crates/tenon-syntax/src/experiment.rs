//! What a file may switch on with `@experiment(name)`, and since which language version.

use crate::LanguageVersion;

/// A part of the language that a file has to ask for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Experiment {
    /// Comparison of structs and lists.
    StructCmp,
    /// `expr...`, and embedding that closes.
    ExplicitOpen,
    /// Postfix aliases and `self`.
    AliasV2,
    /// `try`, `else`, `otherwise`, `a?`.
    Try,
    /// `&&` and `||` that leave their right operand alone.
    ShortCircuit,
    /// No effect; for tests of the mechanism.
    Testing,
}

/// The experiments of one file.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Experiments(u8);

impl Experiment {
    /// All of them.
    pub const ALL: [Experiment; 6] = [
        Experiment::StructCmp,
        Experiment::ExplicitOpen,
        Experiment::AliasV2,
        Experiment::Try,
        Experiment::ShortCircuit,
        Experiment::Testing,
    ];

    /// The name in `@experiment(name)`.
    pub fn name(self) -> &'static str {
        match self {
            Experiment::StructCmp => "structcmp",
            Experiment::ExplicitOpen => "explicitopen",
            Experiment::AliasV2 => "aliasv2",
            Experiment::Try => "try",
            Experiment::ShortCircuit => "shortcircuit",
            Experiment::Testing => "testing",
        }
    }

    /// The experiment of that name.
    pub fn from_name(name: &str) -> Option<Experiment> {
        Experiment::ALL.into_iter().find(|e| e.name() == name)
    }

    /// The minor language version, 0.N, that brought it.
    pub fn since(self) -> LanguageVersion {
        let minor = match self {
            Experiment::StructCmp => 14,
            Experiment::ExplicitOpen | Experiment::AliasV2 => 15,
            Experiment::Try => 16,
            Experiment::ShortCircuit => 17,
            Experiment::Testing => 13,
        };
        LanguageVersion { major: 0, minor, patch: 0 }
    }

    fn bit(self) -> u8 {
        1 << self as u8
    }
}

impl Experiments {
    /// Whether it is switched on.
    pub fn has(self, experiment: Experiment) -> bool {
        self.0 & experiment.bit() != 0
    }

    /// Switches it on.
    pub fn insert(&mut self, experiment: Experiment) {
        self.0 |= experiment.bit();
    }
}
