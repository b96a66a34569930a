//! Which CI system the command runs in, and how that wants errors on standard error.
//!
//! Only GitHub Actions, and those that are compatible with it, make annotations of lines on standard error. The others show
//! lines as they are, or read a file that is asked for with `--diagnostics-file`.

use tenon_report::Format;

/// Variables of systems that do not set `CI`.
const WITHOUT_CI: [&str; 4] = ["TF_BUILD", "JENKINS_URL", "TEAMCITY_VERSION", "CODEBUILD_BUILD_ID"];

/// The format for the CI system that the environment speaks of; nothing where it speaks of none.
///
/// Also where standard error looks like a terminal, as it does in some systems, what it gets is read later as text.
pub fn format(env: impl Fn(&str) -> Option<String>) -> Option<Format> {
    let is_set = |name: &str| env(name).is_some_and(|v| !matches!(v.as_str(), "" | "0" | "false"));
    if env("GITHUB_ACTIONS").is_some_and(|v| v == "true") {
        Some(Format::Github)
    } else if is_set("CI") || WITHOUT_CI.into_iter().any(is_set) {
        Some(Format::Plain)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(set: &[(&str, &str)]) -> Option<Format> {
        format(|name| set.iter().find(|(n, _)| *n == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn knows_systems_by_their_variables() {
        assert_eq!(of(&[]), None);
        assert_eq!(of(&[("CI", "false"), ("JENKINS_URL", "")]), None);
        assert_eq!(of(&[("CI", "true"), ("GITHUB_ACTIONS", "true")]), Some(Format::Github));
        assert_eq!(of(&[("CI", "true"), ("GITLAB_CI", "true")]), Some(Format::Plain));
        assert_eq!(of(&[("CI", "woodpecker")]), Some(Format::Plain));
        assert_eq!(of(&[("TF_BUILD", "True")]), Some(Format::Plain));
    }
}
