//! Package `path`: file names of an operating system, taken apart and put together without looking at files.

mod clean;
mod matching;

use crate::args::*;
use clean::Os;
use tenon_eval::builtin::{CallError, Depth, Function, Package, Param};
use tenon_ir::{Data, Kind};

pub(crate) static PACKAGE: Package =
    Package { path: "path", functions: FUNCTIONS, cue: include_str!("../../../../stdlib/path/path.cue") };

/// The last parameter of every function.
const OS: Param = Param {
    name: "os",
    kind: Kind::STRING,
    depth: Depth::Deep,
    choices: &[
        "unix",
        "windows",
        "plan9",
        "aix",
        "android",
        "darwin",
        "dragonfly",
        "freebsd",
        "hurd",
        "illumos",
        "ios",
        "js",
        "linux",
        "nacl",
        "netbsd",
        "openbsd",
        "solaris",
        "zos",
    ],
};

static FUNCTIONS: &[Function] = &[
    pure("Split", &[param("path", STR), OS], LIST, |a| {
        let (dir, file) = os(a, 1)?.split(a.str(0)?);
        string_list([dir, file])
    }),
    pure("SplitList", &[param("path", STR), OS], LIST, |a| string_list(os(a, 1)?.split_list(a.str(0)?))),
    pure("Join", &[param("elem", LIST), OS], STR, |a| string(os(a, 1)?.join(&a.strings(0)?))),
    pure("Match", &[param("pattern", STR), param("name", STR), OS], BOOL, |a| {
        match matching::matches(a.str(0)?, a.str(1)?, os(a, 2)?) {
            Some(matched) => Ok(Data::bool(matched)),
            None => fail("syntax error in pattern"),
        }
    }),
    pure("Clean", &[param("path", STR), OS], STR, |a| string(os(a, 1)?.clean(a.str(0)?))),
    pure("ToSlash", &[param("path", STR), OS], STR, |a| string(os(a, 1)?.to_slash(a.str(0)?))),
    pure("FromSlash", &[param("path", STR), OS], STR, |a| string(os(a, 1)?.with_separators(a.str(0)?))),
    pure("Ext", &[param("path", STR), OS], STR, |a| string(os(a, 1)?.ext(a.str(0)?))),
    pure("Resolve", &[param("dir", STR), param("sub", STR), OS], STR, |a| {
        let (os, dir, sub) = (os(a, 2)?, a.str(0)?, a.str(1)?);
        string(if os.is_abs(sub) { os.clean(sub) } else { os.join(&[&os.clean(dir), sub]) })
    }),
    pure("Rel", &[param("basepath", STR), param("targpath", STR), OS], STR, |a| {
        match os(a, 2)?.rel(a.str(0)?, a.str(1)?) {
            Some(path) => string(path),
            None => fail(format!("Rel: can't make {} relative to {}", a.str(1)?, a.str(0)?)),
        }
    }),
    pure("Base", &[param("path", STR), OS], STR, |a| string(os(a, 1)?.base(a.str(0)?))),
    pure("Dir", &[param("path", STR), OS], STR, |a| string(os(a, 1)?.dir(a.str(0)?))),
    pure("IsAbs", &[param("path", STR), OS], BOOL, |a| Ok(Data::bool(os(a, 1)?.is_abs(a.str(0)?)))),
    pure("VolumeName", &[param("path", STR), OS], STR, |a| {
        let (os, path) = (os(a, 1)?, a.str(0)?);
        string(path.get(..os.volume_length(path)).unwrap_or_default())
    }),
];

fn os(a: &[Data], i: usize) -> std::result::Result<Os, CallError> {
    Ok(match a.str(i)? {
        "windows" => Os::Windows,
        "plan9" => Os::Plan9,
        _ => Os::Unix,
    })
}
