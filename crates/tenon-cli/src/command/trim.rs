//! `tenon trim`

use crate::cli::Trim;
use crate::failure::{Failure, print, progress, report};
use crate::flags::Global;
use crate::outfile::{Target, replace};
use std::sync::Arc;
use tenon::load::filetype::Encoding;
use tenon::load::{OsWorld, Overlay, World, paths};
use tenon_format::{Options, unified_diff};
use tenon_trim::{Request, Trimmed, trim};

/// Takes out of files what follows from elsewhere.
///
/// # Errors
///
/// Whatever is wrong with the packages; files that cannot be written.
pub fn run(global: &Global, flags: &Trim) -> Result<(), Failure> {
    let target = Target::new(flags.out.as_deref(), flags.outfile.as_deref(), flags.force, Encoding::Cue)?;
    if target.file_type.encoding != Encoding::Cue {
        return Err(Failure::Usage("trim writes CUE only".to_owned()));
    }
    let world = OsWorld;
    let dir = world.current_dir();
    let request = Request {
        world: Overlay::over(Arc::new(world)),
        dir: dir.clone(),
        inputs: flags.inputs.clone(),
        package: flags.package.clone(),
        tags: flags.inject.clone(),
        inject_vars: flags.inject_vars,
        layout: Options { simplify: global.simplify, ..Options::default() },
        budget: tenon::Budget::default(),
    };
    global.run.enter("trimming");
    let packages = trim(&request).map_err(|failed| {
        report(global, &failed.errors, &failed.sources);
        Failure::Reported
    })?;
    if flags.outfile.is_some() || flags.out.is_some() {
        let text: String = packages.iter().flatten().map(|f| f.new.as_str()).collect();
        return target.write(text.as_bytes());
    }
    let mut files: Vec<&Trimmed> = packages.iter().flatten().collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files.dedup_by(|a, b| a.path == b.path);
    for file in files.into_iter().filter(|f| f.changed) {
        let name = paths::relative(&dir, &file.path);
        progress(global, || format!("{name} is trimmed"));
        if flags.diff {
            print(format!("{}\n", unified_diff(&file.old, &file.new, &name)).as_bytes())?;
        } else if flags.dry_run {
            print(format!("{name}\n").as_bytes())?;
        } else {
            replace(&file.path, file.new.as_bytes())
                .map_err(|e| Failure::Message(format!("cannot write {}: {e}", file.path.display())))?;
        }
    }
    Ok(())
}
