//! Formats standard input, twice where asked.
use std::io::Read;
fn main() {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).unwrap();
    let id = tenon_source::FileId(0);
    let run = |text: &str| {
        let source = tenon_source::Source::new("-", text);
        let parsed = tenon_syntax::parse(id, text, tenon_syntax::LanguageVersion::LATEST);
        for e in &parsed.errors {
            eprintln!("{} {:?}", e.message, e.labels.first().map(|l| source.line_col(l.span.start)));
        }
        if !parsed.errors.is_empty() {
            std::process::exit(1);
        }
        tenon_format::format_source(
            &source,
            id,
            &parsed,
            &tenon_format::Options {
                simplify: std::env::var_os("SIMPLIFY").is_some(),
                indent: if std::env::var_os("SP").is_some() {
                    tenon_format::Indent::Spaces(4)
                } else {
                    tenon_format::Indent::Tabs
                },
            },
        )
    };
    let once = run(&text);
    let twice = run(&once);
    if once != twice {
        eprintln!("not idempotent:\n{}", tenon_format::unified_diff(&once, &twice, "-"));
    }
    print!("{once}");
}
