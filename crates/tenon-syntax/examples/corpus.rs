use tenon_source::*;
use tenon_syntax::*;
fn main() {
    let mut total = 0usize;
    let mut bad = 0;
    let mut time = std::time::Duration::ZERO;
    for path in std::io::stdin().lines() {
        let path = path.unwrap();
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        total += text.len();
        let t = std::time::Instant::now();
        let p = parse(FileId(0), &text, LanguageVersion::LATEST);
        time += t.elapsed();
        if !p.errors.is_empty() {
            bad += 1;
            let s = Source::new(path.as_str(), text.as_str());
            for e in p.errors.iter().take(6) {
                let lc = s.line_col(e.labels.first().map_or(0, |l| l.span.start));
                println!("{}:{}:{}: {} {}", path, lc.line, lc.col, e.code, e.message);
            }
        }
    }
    eprintln!("{total} bytes, {bad} files with errors, {:?} {:.1} MB/s", time, total as f64 / time.as_secs_f64() / 1e6);
}
