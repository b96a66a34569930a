//! Who owns what errors and accounts of values speak of, as it follows from the current directory.

use tenon::explain::why::{Constraint, Place, Why};
use tenon::load::{OsWorld, World};
use tenon::source::{Diagnostic, SourceMap};
use tenon_owners::Owners;

/// Tells the owners of each position, also of what is folded under the errors.
pub fn errors(errors: &mut [Diagnostic], sources: &SourceMap) {
    let world = OsWorld;
    let mut owners = Owners::new(&world, &world.current_dir());
    for error in errors {
        for label in error.labels.iter_mut().chain(error.children.iter_mut().flat_map(|child| &mut child.labels)) {
            label.owners = owners.at(label.span, sources);
        }
    }
}

/// Tells the owners of all that is said of values.
pub fn accounts(accounts: &mut [Why], sources: &SourceMap) {
    let world = OsWorld;
    let mut owners = Owners::new(&world, &world.current_dir());
    let mut owner = |place: Option<&Place>| {
        let names = owners.at(place?.span, sources);
        (!names.is_empty()).then(|| names.join(", "))
    };
    let mut open: Vec<&mut Why> = accounts.iter_mut().collect();
    while let Some(why) = open.pop() {
        for field in &mut why.fields {
            field.owner = owner(field.places.first());
        }
        let around = why.around.iter_mut().map(|(_, constraint)| constraint);
        for constraint in why.constraints.iter_mut().chain(around) {
            let Constraint { place, operands, owner: of, .. } = constraint;
            *of = owner(place.as_ref());
            open.extend(operands.iter_mut().filter_map(|operand| operand.why.as_deref_mut()));
        }
    }
}
