//! What a check comes to.

/// What is known of data under a part of a schema.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Answer {
    /// It is valid, and together with the schema concrete.
    Yes,
    /// It conflicts with the schema.
    No,
    /// That is for the evaluator to say.
    Unknown,
}

impl Answer {
    /// Yes, or no.
    pub fn of(holds: bool) -> Answer {
        if holds { Answer::Yes } else { Answer::No }
    }

    /// The answer where one of two alternatives is enough. Both leave the same of a scalar, so that it does not matter which.
    pub fn or(self, other: Answer) -> Answer {
        match (self, other) {
            (Answer::Yes, _) | (_, Answer::Yes) => Answer::Yes,
            (Answer::Unknown, _) | (_, Answer::Unknown) => Answer::Unknown,
            _ => Answer::No,
        }
    }
}
