//! Package `encoding/openapi`.

use crate::args::*;
use crate::openapi::{Options, data, document};
use tenon_encoding::json::{self, JsonOptions};
use tenon_eval::builtin::{Answer, CallError, Context, Function, Handle, Package, Run};
use tenon_ir::Data;
use tenon_ir::data::DataValue;

pub(crate) static PACKAGE: Package = Package {
    path: "encoding/openapi",
    functions: FUNCTIONS,
    cue: include_str!("../../../../stdlib/encoding/openapi/openapi.cue"),
};

static FUNCTIONS: &[Function] = &[Function {
    name: "MarshalSchema",
    params: &[shallow("config", STRUCT), shallow("schema", STRUCT)],
    result: STR,
    run: Run::Context(marshal),
}];

fn marshal(cx: &mut dyn Context, a: &[Handle]) -> std::result::Result<Answer, CallError> {
    let [config, schema] = a else { return fail("wrong number of arguments") };
    let (view, n) = cx.written(*config)?;
    let Some(config) = data(view, n) else { return fail("the configuration is not concrete") };
    let set = |name: &str| member(&config, name).is_some_and(|d| matches!(d.value, DataValue::Bool(true)));
    let options = Options { title: None, info: member(&config, "info").cloned(), expand: set("expandReferences") };
    let (view, n) = cx.written(*schema)?;
    let document = document(view, n, &options);
    let text = json::write(&document, &JsonOptions::default()).map_err(|e| CallError::new(e.to_string()))?;
    Ok(Answer::Data(Data::str(text)))
}

fn member<'d>(data: &'d Data, name: &str) -> Option<&'d Data> {
    match &data.value {
        DataValue::Struct(entries) => entries.iter().find(|e| &*e.key == name).map(|e| &e.value),
        _ => None,
    }
}
