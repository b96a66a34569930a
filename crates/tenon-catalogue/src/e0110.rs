//! An alias where none may stand.

entry!("E0110", "alias in the wrong place", "use `let X = …` for a name of a value");

/// `X=` before something that is no field's label or value, pattern or element.
pub const MISPLACED: &str = "alias values not allowed in this position";

/// `X=label` in a file with the experiment `aliasv2`.
pub const OLD_FORM: &str = "aliases before '=' are not allowed with @experiment(aliasv2): write label~(X)";

/// What may have been meant by `name = value`.
pub fn colon(name: &str) -> String {
    format!("a field has a colon instead of the '=': {name}: …")
}
