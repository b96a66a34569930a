//! What a user chooses, in JSON: as `initializationOptions`, in `workspace/didChangeConfiguration`.

use serde::Deserialize;
use serde_json::Value;
use tenon_ide::Settings;

/// The names that clients may put around our settings.
const SECTION: &str = "tenon";

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct Json {
    concrete: Option<bool>,
    tags: Option<Vec<String>>,
    inlay_hints: Hints,
    schemas: Option<Vec<Schema>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Hints {
    defaults: Option<bool>,
    references: Option<bool>,
}

#[derive(Deserialize)]
struct Schema {
    files: String,
    schema: String,
}

/// Whether there are any: clients that have none to send may send something empty, which does not take back what they said
/// at the beginning.
pub fn any(value: &Value) -> bool {
    let value = value.get(SECTION).unwrap_or(value);
    value.as_object().is_some_and(|fields| !fields.is_empty())
}

/// Reads settings; what is not given is as it is without any.
///
/// # Errors
///
/// What is not as it should be.
pub fn read(value: &Value) -> Result<Settings, String> {
    let value = value.get(SECTION).unwrap_or(value);
    let json = match value {
        Value::Null => Json::default(),
        value => Json::deserialize(value).map_err(|e| format!("settings of Tenon: {e}"))?,
    };
    let default = Settings::default();
    Ok(Settings {
        concrete: json.concrete.unwrap_or(default.concrete),
        tags: json.tags.unwrap_or(default.tags),
        hint_defaults: json.inlay_hints.defaults.unwrap_or(default.hint_defaults),
        hint_references: json.inlay_hints.references.unwrap_or(default.hint_references),
        schemas: json.schemas.map_or(default.schemas, |list| list.into_iter().map(|s| (s.files, s.schema)).collect()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn all_of_them() {
        let settings = read(&json!({"tenon": {
            "concrete": true, "tags": ["env=prod"], "inlayHints": {"defaults": false},
            "schemas": [{"files": "*.yaml", "schema": "./schema#Service"}], "trace": {"server": "off"}
        }}));
        let expected = Settings {
            concrete: true,
            tags: vec!["env=prod".into()],
            hint_defaults: false,
            hint_references: true,
            schemas: vec![("*.yaml".into(), "./schema#Service".into())],
        };
        assert_eq!(settings, Ok(expected));
    }

    #[test]
    fn none_and_wrong_ones() {
        assert_eq!(read(&Value::Null), Ok(Settings::default()));
        assert_eq!(read(&json!({})), Ok(Settings::default()));
        assert!(read(&json!({"tags": 1})).is_err());
        assert!(read(&json!([1])).is_err());
    }
}
