use std::{path::Path, sync::Arc, time::Instant};
use tenon_ide::Host;
use tenon_load::OsWorld;
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let path = Path::new(&a[1]);
    let mut host = Host::new(Arc::new(OsWorld));
    for (i, file) in a[1..].iter().enumerate() {
        let text = std::fs::read_to_string(file).unwrap();
        let t = Instant::now();
        host.set_text(path, &text);
        let problems = host.problems(&[path.to_owned()]).unwrap();
        println!("{i}: {:?} {} problems", t.elapsed(), problems.values().map(Vec::len).sum::<usize>());
        for p in problems.values().flatten().take(5) { println!("  {} {}", p.code, p.message.lines().next().unwrap()); }
        let s = host.snapshot(path).unwrap().unwrap();
        println!("   waste {:?}", s.value.frozen().waste());
        if std::env::var("SHOW").is_ok() {
            print(&s.value, 0);
        }
    }
}
fn print(v: &tenon_eval::Value, d: usize) {
    for f in v.fields() {
        let x = f.value.default();
        println!("{:d$}{:?} {:?} scalar {:?} err {:?} stuck {}", "", v.frozen().names().name(f.label), x.kind(), x.scalar(), x.error().map(|e| &e.message), x.stuck().len(), d = d);
        print(&x, d + 2);
    }
}
