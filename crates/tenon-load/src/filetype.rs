//! File types: what an extension or a qualifier such as `json+schema:` says about a file.

use tenon_catalogue::{e0801, e0802, e0803};
use tenon_source::Diagnostic;

/// How a file's text is written.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Encoding {
    /// The language itself.
    Cue,
    /// One JSON value.
    Json,
    /// A stream of JSON values.
    Jsonl,
    /// A stream of YAML documents.
    Yaml,
    /// One TOML document.
    Toml,
    /// Text as a string.
    Text,
    /// Bytes.
    Binary,
    /// Protocol buffer definitions.
    Proto,
    /// Protocol buffer messages as text.
    TextProto,
    /// XML.
    Xml,
    /// Go source.
    Go,
}

impl Encoding {
    /// Its name as a qualifier.
    pub fn name(self) -> &'static str {
        match self {
            Encoding::Cue => "cue",
            Encoding::Json => "json",
            Encoding::Jsonl => "jsonl",
            Encoding::Yaml => "yaml",
            Encoding::Toml => "toml",
            Encoding::Text => "text",
            Encoding::Binary => "binary",
            Encoding::Proto => "proto",
            Encoding::TextProto => "textproto",
            Encoding::Xml => "xml",
            Encoding::Go => "go",
        }
    }
}

/// What a file's data means.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Interpretation {
    /// A JSON Schema.
    JsonSchema,
    /// An OpenAPI document.
    OpenApi,
    /// A protocol buffer message.
    ProtoBuf,
    /// XML as Koala.
    Koala,
}

/// How much of the language a file may use, or output shows.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Form {
    /// All of it.
    Schema,
    /// References, but no types.
    Graph,
    /// Neither references nor types.
    Data,
}

/// A file type.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct FileType {
    /// How the text is written.
    pub encoding: Encoding,
    /// What the data means, where a qualifier says so.
    pub interpretation: Option<Interpretation>,
    /// What may be used, where a qualifier says so.
    pub form: Option<Form>,
}

impl FileType {
    /// A plain file of an encoding.
    pub fn plain(encoding: Encoding) -> FileType {
        FileType { encoding, interpretation: None, form: None }
    }
}

/// What a qualifier says; what it leaves open follows from the file's extension.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Qualifier {
    encoding: Option<Encoding>,
    interpretation: Option<Interpretation>,
    form: Option<Form>,
}

impl Qualifier {
    /// Reads a qualifier, such as `json+schema`, without its colon.
    ///
    /// # Errors
    ///
    /// A part of it is unknown.
    pub fn parse(text: &str) -> Result<Qualifier, Diagnostic> {
        let mut out = Qualifier::default();
        for part in text.split('+') {
            let name = part.split('=').next().unwrap_or(part);
            match name {
                "cue" => out.encoding = Some(Encoding::Cue),
                "json" => out.encoding = Some(Encoding::Json),
                "jsonl" => out.encoding = Some(Encoding::Jsonl),
                "yaml" => out.encoding = Some(Encoding::Yaml),
                "toml" => out.encoding = Some(Encoding::Toml),
                "text" => out.encoding = Some(Encoding::Text),
                "binary" => out.encoding = Some(Encoding::Binary),
                "proto" => out.encoding = Some(Encoding::Proto),
                "textproto" => out.encoding = Some(Encoding::TextProto),
                "xml" => out.encoding = Some(Encoding::Xml),
                "go" => out.encoding = Some(Encoding::Go),
                "jsonschema" => out.interpretation = Some(Interpretation::JsonSchema),
                "openapi" => out.interpretation = Some(Interpretation::OpenApi),
                "pb" => out.interpretation = Some(Interpretation::ProtoBuf),
                "koala" => out.interpretation = Some(Interpretation::Koala),
                "schema" => out.form = Some(Form::Schema),
                "graph" | "dag" => out.form = Some(Form::Graph),
                "data" => out.form = Some(Form::Data),
                "auto" | "strict" | "strictKeywords" | "strictFeatures" | "openOnlyWhenExplicit" => {}
                _ => return Err(Diagnostic::error(e0801::CODE, e0801::message(name))),
            }
        }
        Ok(out)
    }

    /// The type of output with this qualifier; `default` where it says nothing of an encoding.
    ///
    /// # Errors
    ///
    /// The encoding needs an interpretation that is missing.
    pub fn or_encoding(self, default: Encoding) -> Result<FileType, Diagnostic> {
        let data = self.interpretation.is_some() && default == Encoding::Cue;
        let default = if data { Encoding::Json } else { default };
        Qualifier { encoding: Some(self.encoding.unwrap_or(default)), ..self }.file_type("-")
    }

    /// The type of a file with this qualifier.
    ///
    /// # Errors
    ///
    /// Neither the qualifier nor the extension says how the file is written.
    pub fn file_type(self, name: &str) -> Result<FileType, Diagnostic> {
        let by_interpretation = match self.interpretation {
            Some(Interpretation::Koala) => Some(Encoding::Xml),
            _ => None,
        };
        let encoding = match self.encoding.or(by_interpretation) {
            Some(encoding) => encoding,
            None if name == "-" && self.interpretation.is_some() => Encoding::Json,
            None if name == "-" => Encoding::Cue,
            None => by_extension(name)?,
        };
        if encoding == Encoding::Xml && self.interpretation != Some(Interpretation::Koala) {
            return Err(Diagnostic::error(e0802::CODE, e0802::MESSAGE));
        }
        Ok(FileType { encoding, interpretation: self.interpretation, form: self.form })
    }
}

/// The extension of a file name with its dot, empty without one. A leading dot starts no extension.
pub fn extension(name: &str) -> &str {
    let base = name.rsplit('/').next().unwrap_or(name);
    match base.rfind('.') {
        Some(i) if i > 0 => &base[i..],
        _ => "",
    }
}

/// The encoding that a file's name speaks of.
///
/// # Errors
///
/// The extension is unknown or missing.
pub fn by_extension(name: &str) -> Result<Encoding, Diagnostic> {
    Ok(match extension(name) {
        ".cue" => Encoding::Cue,
        ".json" => Encoding::Json,
        ".jsonl" | ".ndjson" | ".ldjson" => Encoding::Jsonl,
        ".yaml" | ".yml" => Encoding::Yaml,
        ".toml" => Encoding::Toml,
        ".txt" => Encoding::Text,
        ".proto" => Encoding::Proto,
        ".textproto" | ".textpb" => Encoding::TextProto,
        ".xml" => Encoding::Xml,
        ".go" => Encoding::Go,
        "" => {
            return Err(Diagnostic::error(e0803::CODE, e0803::no_extension(name)));
        }
        other => return Err(Diagnostic::error(e0803::CODE, e0803::unknown_extension(other))),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_qualifier_wins_over_the_extension() {
        let t = Qualifier::parse("yaml").and_then(|q| q.file_type("a.json")).map(|t| t.encoding);
        assert_eq!(t, Ok(Encoding::Yaml));
        let t = Qualifier::parse("data").and_then(|q| q.file_type("a.cue"));
        assert_eq!(t, Ok(FileType { encoding: Encoding::Cue, interpretation: None, form: Some(Form::Data) }));
        assert!(Qualifier::parse("ndjson").is_err());
    }
}
