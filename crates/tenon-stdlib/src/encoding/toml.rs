//! Package `encoding/toml`.

use crate::args::*;
use tenon_encoding::toml;
use tenon_eval::builtin::{Answer, CallError, Function, Package, Run, Where};

pub(crate) static PACKAGE: Package = Package {
    path: "encoding/toml",
    functions: FUNCTIONS,
    cue: include_str!("../../../../stdlib/encoding/toml/toml.cue"),
};

static FUNCTIONS: &[Function] = &[
    pure("Marshal", &[param("v", ANY)], STR, |a| {
        string(toml::write(a.get_arg(0)?).map_err(|e| CallError::new(e.to_string()))?)
    }),
    Function {
        name: "Unmarshal",
        params: &[param("data", TEXT)],
        result: ANY,
        run: Run::Context(|cx, a| {
            let [text] = a else { return fail("wrong number of arguments") };
            let text = [cx.data(*text)?];
            let text = text.text(0)?;
            let file = cx.source("", &text);
            match toml::parse(file, &text) {
                Ok(data) => Ok(Answer::Data(data)),
                Err(d) => {
                    let spans = d.labels.iter().map(|l| l.span).filter(|s| !s.is_none()).collect();
                    Err(CallError::Placed { message: d.message, spans, values: Vec::new(), at: Where::Nowhere })
                }
            }
        }),
    },
];
