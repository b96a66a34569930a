//! What `--stats` prints: where time and memory went.

use crate::flags::StatsFormat;
use crate::run::Stats;
use crate::screen::{grouped, megabytes};
use std::time::Duration;

/// The numbers of a run as text.
pub fn text(stats: &Stats, format: StatsFormat) -> String {
    match format {
        StatsFormat::Text => for_people(stats),
        StatsFormat::Json => json(stats),
    }
}

fn for_people(stats: &Stats) -> String {
    let seconds = |time: Duration| format!("{:.3} s", time.as_secs_f64());
    let mut rows: Vec<(&str, String)> = stats.phases.iter().map(|(phase, time)| (*phase, seconds(*time))).collect();
    rows.push(("together", seconds(stats.elapsed)));
    rows.push(("steps", grouped(stats.steps)));
    rows.push(("nodes", grouped(stats.totals.nodes as u64)));
    rows.push(("conjuncts", grouped(stats.totals.conjuncts as u64)));
    rows.push(("disjuncts tried", grouped(stats.totals.disjuncts)));
    rows.extend(stats.memory.map(|bytes| ("peak memory", megabytes(bytes))));
    rows.into_iter().map(|(name, value)| format!("{name:<16}{value:>14}\n")).collect()
}

fn json(stats: &Stats) -> String {
    let phases: serde_json::Map<String, serde_json::Value> =
        stats.phases.iter().map(|(phase, time)| ((*phase).to_owned(), time.as_secs_f64().into())).collect();
    let object = serde_json::json!({
        "phases": phases,
        "seconds": stats.elapsed.as_secs_f64(),
        "steps": stats.steps,
        "nodes": stats.totals.nodes,
        "conjuncts": stats.totals.conjuncts,
        "disjuncts": stats.totals.disjuncts,
        "peakMemory": stats.memory,
    });
    format!("{object}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stats() -> Stats {
        let mut stats = Stats {
            phases: vec![("loading", Duration::from_millis(1500)), ("evaluating", Duration::from_secs(2))],
            elapsed: Duration::from_secs(4),
            steps: 1234,
            memory: Some(5 << 20),
            ..Stats::default()
        };
        stats.totals.nodes = 2000;
        stats.totals.disjuncts = 7;
        stats
    }

    #[test]
    fn for_people() {
        assert_eq!(
            text(&stats(), StatsFormat::Text),
            "loading                1.500 s\nevaluating             2.000 s\ntogether               4.000 s\n\
             steps                    1,234\nnodes                    2,000\nconjuncts                    0\n\
             disjuncts tried              7\npeak memory               5 MB\n"
        );
    }

    #[test]
    fn for_machines() {
        assert_eq!(
            text(&Stats { memory: None, ..stats() }, StatsFormat::Json),
            "{\"phases\":{\"loading\":1.5,\"evaluating\":2.0},\"seconds\":4.0,\"steps\":1234,\"nodes\":2000,\
             \"conjuncts\":0,\"disjuncts\":7,\"peakMemory\":null}\n"
        );
    }
}
