//! What the language brings along, in a few words: types, functions, keywords, attributes.

use tenon_ir::program::{Basic, Predeclared};

/// An attribute that does something.
pub(crate) struct Attribute {
    pub name: &'static str,
    /// What comes between its parentheses.
    pub snippet: &'static str,
    pub docs: &'static str,
}

/// The attributes that Tenon knows.
pub(crate) const ATTRIBUTES: [Attribute; 7] = [
    Attribute {
        name: "embed",
        snippet: "file=$1",
        docs: "The value of the field is read from a file of the module (`file=`), or from all that match (`glob=`). \
               The file says `@extern(embed)` at its top.",
    },
    Attribute { name: "extern", snippet: "embed", docs: "Switches `@embed` on in this file." },
    Attribute { name: "experiment", snippet: "$1", docs: "Switches experiments of the language on in this file." },
    Attribute {
        name: "if",
        snippet: "$1",
        docs: "The file takes part only where the tags are given that it names: `@if(prod && !debug)`.",
    },
    Attribute { name: "ignore", snippet: "", docs: "The file never takes part." },
    Attribute {
        name: "owner",
        snippet: "$1",
        docs: "Who owns the field, or the file: told in errors and by `tenon why`.",
    },
    Attribute {
        name: "tag",
        snippet: "$1",
        docs: "The value can be given from outside: `tenon export -t name=value`. `short=a|b` lists values that can be \
               given by themselves, `type=` how the text is read, `var=` a variable of the system.",
    },
];

/// What an attribute does.
pub(crate) fn attribute(name: &str) -> Option<&'static str> {
    ATTRIBUTES.iter().find(|a| a.name == name).map(|a| a.docs)
}

/// A predeclared function: its parameters and result, and what it does.
pub(crate) fn function(function: Predeclared) -> (&'static str, &'static str) {
    match function {
        Predeclared::Len => (
            "(x: string|bytes|list|struct) int",
            "The length of a text or bytes in bytes, of a list, or how many regular fields a struct has.",
        ),
        Predeclared::Close => ("(x: {...}) {...}", "The struct, with no further fields allowed."),
        Predeclared::And => ("(x: [...]) _", "All elements of a list unified: `and([a, b])` is `a & b`."),
        Predeclared::Or => ("(x: [...]) _", "The disjunction of all elements of a list: `or([a, b])` is `a | b`."),
        Predeclared::Div => ("(a: int, b: int) int", "The quotient of a Euclidean division."),
        Predeclared::Mod => ("(a: int, b: int) int", "The remainder of a Euclidean division, never negative."),
        Predeclared::Quo => ("(a: int, b: int) int", "The quotient, rounded towards zero."),
        Predeclared::Rem => ("(a: int, b: int) int", "The remainder of a division that rounds towards zero."),
        Predeclared::Error => ("(message: string) _|_", "An error with a message of its own."),
        Predeclared::MatchN => {
            ("(n: int, matchers: [...]) bool", "Validates that as many of the constraints hold as `n` says.")
        }
        Predeclared::MatchIf => {
            ("(if: _, then: _, else: _) bool", "Validates by `then` where `if` holds, by `else` otherwise.")
        }
        Predeclared::CloseAll => ("(x: _) _", "The value, with no further fields allowed at any depth."),
        Predeclared::Reclose => ("(x: _) _", "The value, closed as it was where it came from."),
    }
}

/// What a predeclared type allows.
pub(crate) fn basic(basic: Basic) -> &'static str {
    match basic {
        Basic::Bool => "`true` or `false`.",
        Basic::Int => "Whole numbers of any size.",
        Basic::Float => "Numbers with a fraction or an exponent.",
        Basic::Number => "Whole numbers and numbers with a fraction.",
        Basic::String => "Texts.",
        Basic::Bytes => "Bytes.",
        Basic::Uint => "Whole numbers from 0.",
        Basic::Uint8 => "Whole numbers from 0 to 255.",
        Basic::Uint16 => "Whole numbers from 0 to 65535.",
        Basic::Uint32 => "Whole numbers from 0 to 4294967295.",
        Basic::Uint64 => "Whole numbers from 0 to 18446744073709551615.",
        Basic::Uint128 => "Whole numbers from 0 to 2^128 - 1.",
        Basic::Int8 => "Whole numbers from -128 to 127.",
        Basic::Int16 => "Whole numbers from -32768 to 32767.",
        Basic::Int32 => "Whole numbers from -2147483648 to 2147483647.",
        Basic::Int64 => "Whole numbers from -9223372036854775808 to 9223372036854775807.",
        Basic::Int128 => "Whole numbers from -2^127 to 2^127 - 1.",
        Basic::Float32 => "Numbers in the range of IEEE 754 single precision.",
        Basic::Float64 => "Numbers in the range of IEEE 754 double precision.",
        Basic::Rune => "A Unicode code point, as a number.",
    }
}

/// What a keyword begins.
pub(crate) fn keyword(word: &str) -> Option<&'static str> {
    Some(match word {
        "package" => {
            "`package name`: the files of a directory with the same name are one package, and their declarations are unified."
        }
        "import" => "`import \"path\"`: makes a package usable in this file by its name.",
        "for" => "`for key, value in source { … }`: the struct for each field of a struct or element of a list.",
        "in" => "`for key, value in source { … }`: what is gone through.",
        "if" => "`if condition { … }`: the struct where the condition holds.",
        "let" => "`let name = value`: a name for a value, visible in the struct around it alone.",
        "try" => "`try { … }`: the struct, unless something that it refers to with `?` is missing.",
        "else" | "otherwise" | "fallback" => "What comes where the clauses before yield nothing.",
        "true" | "false" => "A truth value.",
        "null" => "The value that stands for no value; it is only equal to itself.",
        "_" => "Any value.",
        "_|_" => "No value: an error.",
        _ => return None,
    })
}
