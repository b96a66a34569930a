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

    /// The answer for a scalar where one of two alternatives is enough: both leave the same of it. What is unknown may leave
    /// more, such as definitions beside it.
    pub fn or(self, other: Answer) -> Answer {
        match (self, other) {
            (Answer::Unknown, _) | (_, Answer::Unknown) => Answer::Unknown,
            (Answer::Yes, _) | (_, Answer::Yes) => Answer::Yes,
            _ => Answer::No,
        }
    }
}
