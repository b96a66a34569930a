//! Diagnostics: looked for when nothing else is to be done, then pushed to the client, or kept until it asks.
//!
//! A client that asks for the diagnostics of documents is not told about those that are open, so that it does not show them
//! twice; one that asks for all of the workspace is not told at all. Each list has a number, under which the client may
//! already have it.

use crate::context::Context;
use crate::queue::Stop;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use tenon_ide::{Cancelled, Problem};
use tenon_source::Severity;
use tokio::runtime::Handle;
use tower_lsp::Client;
use tower_lsp::ls_types::{
    CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag,
    DocumentDiagnosticReport, DocumentDiagnosticReportResult, FullDocumentDiagnosticReport, NumberOrString,
    PreviousResultId, RelatedFullDocumentDiagnosticReport, RelatedUnchangedDocumentDiagnosticReport,
    UnchangedDocumentDiagnosticReport, Uri, WorkspaceDiagnosticReport, WorkspaceDiagnosticReportResult,
    WorkspaceDocumentDiagnosticReport, WorkspaceFullDocumentDiagnosticReport,
    WorkspaceUnchangedDocumentDiagnosticReport,
};

/// Who says it.
const SOURCE: &str = "tenon";

/// Codes about something that is not needed: clients show it faded.
const UNNECESSARY: [&str; 2] = [tenon_catalogue::e0202::CODE, tenon_catalogue::e0203::CODE];

/// What is wrong, as far as it was looked for.
#[derive(Default)]
pub struct Diagnostics {
    found: BTreeMap<PathBuf, List>,
    published: HashMap<PathBuf, Published>,
    /// Number of the newest list.
    count: u64,
    /// Something changed since it was looked for.
    stale: bool,
    /// Documents that changed since then.
    edited: BTreeSet<PathBuf>,
    /// Lists of other files changed, which the client must ask for again.
    others_changed: bool,
    /// Lists changed since they were last published.
    news: bool,
    /// The client asks for all that there are.
    workspace_pulled: bool,
}

#[derive(Default)]
struct List {
    diagnostics: Vec<Diagnostic>,
    number: u64,
}

/// What the client was last told of a file: the version of the document and the number of the list.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
struct Published {
    version: Option<i32>,
    number: u64,
}

impl Diagnostics {
    /// Something changed, for instance a document.
    pub fn outdate(&mut self, document: Option<&Path>) {
        self.stale = true;
        self.edited.extend(document.map(Path::to_owned));
    }

    /// Whether something changed since it was looked for.
    pub fn is_stale(&self) -> bool {
        self.stale
    }

    /// What was found stays until something changes.
    pub fn give_up(&mut self) {
        self.stale = false;
    }

    /// Takes over the list of a file.
    fn put(&mut self, path: &Path, diagnostics: Vec<Diagnostic>) {
        let list = self.found.entry(path.to_owned()).or_default();
        if list.number != 0 && list.diagnostics == diagnostics {
            return;
        }
        // Nobody needs to be told that nothing is wrong where nothing was.
        let news = list.number != 0 || !diagnostics.is_empty();
        self.news |= news;
        self.others_changed |= news && !self.edited.contains(path);
        self.count += 1;
        *list = List { diagnostics, number: self.count };
    }
}

/// Looks for what is wrong in the packages of all documents that are open, if something changed.
///
/// # Errors
///
/// Something newer came in between.
pub fn find(context: &mut Context) -> Result<(), Cancelled> {
    if !context.diagnostics.stale {
        return Ok(());
    }
    let open = context.documents.paths();
    let mut problems = context.host.problems(&open)?;
    let known: Vec<PathBuf> = context.diagnostics.found.keys().cloned().collect();
    for path in known {
        problems.entry(path).or_default();
    }
    for (path, list) in &problems {
        let diagnostics = list.iter().filter_map(|p| diagnostic(context, p)).collect();
        context.diagnostics.put(path, diagnostics);
    }
    context.diagnostics.stale = false;
    context.diagnostics.edited.clear();
    Ok(())
}

fn diagnostic(context: &mut Context, problem: &Problem) -> Option<Diagnostic> {
    let range = context.location(&problem.place)?.range;
    let mut related = Vec::new();
    for other in &problem.related {
        let location = context.location(&other.place);
        related
            .extend(location.map(|location| DiagnosticRelatedInformation { location, message: other.message.clone() }));
    }
    let severity = match problem.severity {
        Severity::Error => DiagnosticSeverity::ERROR,
        Severity::Warning => DiagnosticSeverity::WARNING,
        Severity::Note => DiagnosticSeverity::INFORMATION,
    };
    let address = tenon_catalogue::find(problem.code).and_then(|entry| entry.address().parse().ok());
    Some(Diagnostic {
        range,
        severity: Some(severity),
        code: Some(NumberOrString::String(problem.code.to_owned())),
        code_description: address.map(|href| CodeDescription { href }),
        source: Some(SOURCE.to_owned()),
        message: problem.message.clone(),
        related_information: (!related.is_empty()).then_some(related),
        tags: UNNECESSARY.contains(&problem.code).then(|| vec![DiagnosticTag::UNNECESSARY]),
        data: None,
    })
}

/// Tells the client what it does not know yet. Says whether anything changed.
pub fn publish(context: &mut Context, client: &Client, runtime: &Handle) -> bool {
    let news = std::mem::take(&mut context.diagnostics.news);
    let others_changed = std::mem::take(&mut context.diagnostics.others_changed);
    let paths: Vec<PathBuf> = context.diagnostics.found.keys().cloned().collect();
    for path in paths {
        let open = context.documents.get(&path);
        let version = open.map(|d| d.version);
        let uri = context.uri(&path);
        let is_open = open.is_some();
        let asked_for = context.diagnostics.workspace_pulled || is_open && context.abilities.pulls;
        let Some(list) = context.diagnostics.found.get(&path) else { continue };
        let empty = asked_for || list.diagnostics.is_empty();
        let now = if asked_for { Published::default() } else { Published { version, number: list.number } };
        let before = context.diagnostics.published.get(&path).copied();
        let known = match before {
            Some(before) => before == now,
            None => empty && (asked_for || !is_open),
        };
        if !known && let Some(uri) = uri {
            let diagnostics = if asked_for { Vec::new() } else { list.diagnostics.clone() };
            runtime.block_on(client.publish_diagnostics(uri, diagnostics, now.version));
        }
        if is_open || !empty {
            context.diagnostics.published.insert(path, now);
        } else {
            context.diagnostics.published.remove(&path);
        }
    }
    if others_changed && context.abilities.pulls && context.abilities.refreshes_diagnostics {
        let client = client.clone();
        // A client that refuses has been told.
        runtime.spawn(async move { client.workspace_diagnostic_refresh().await });
    }
    news
}

/// The diagnostics of a document, unless the client has them already.
///
/// # Errors
///
/// Something newer came in between.
pub fn of_document(
    context: &mut Context,
    path: &Path,
    previous: Option<&str>,
) -> Result<DocumentDiagnosticReportResult, Cancelled> {
    find(context)?;
    let (items, id) = match context.diagnostics.found.get(path) {
        Some(list) => (list.diagnostics.clone(), Some(list.number.to_string())),
        None => {
            let problems = context.host.problems(&[path.to_owned()])?.remove(path).unwrap_or_default();
            (problems.iter().filter_map(|p| diagnostic(context, p)).collect(), None)
        }
    };
    let report = match id {
        Some(result_id) if previous == Some(&result_id) => {
            DocumentDiagnosticReport::Unchanged(RelatedUnchangedDocumentDiagnosticReport {
                related_documents: None,
                unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport { result_id },
            })
        }
        result_id => DocumentDiagnosticReport::Full(RelatedFullDocumentDiagnosticReport {
            related_documents: None,
            full_document_diagnostic_report: FullDocumentDiagnosticReport { result_id, items },
        }),
    };
    Ok(DocumentDiagnosticReportResult::Report(report))
}

/// The diagnostics of all files that have any or had any; waits while the client has them all.
///
/// # Errors
///
/// Something newer came in between, or there is nothing new.
pub fn of_workspace(
    context: &mut Context,
    previous: &[PreviousResultId],
) -> Result<WorkspaceDiagnosticReportResult, Stop> {
    find(context)?;
    context.diagnostics.workspace_pulled = context.abilities.pulls;
    let previous: HashMap<&Uri, &str> = previous.iter().map(|p| (&p.uri, p.value.as_str())).collect();
    let mut items = Vec::new();
    let mut news = false;
    for (path, list) in &context.diagnostics.found {
        let Some(uri) = context.uri(path) else { continue };
        let version = context.documents.get(path).map(|d| i64::from(d.version));
        let result_id = list.number.to_string();
        if previous.get(&uri) == Some(&result_id.as_str()) {
            items.push(WorkspaceDocumentDiagnosticReport::Unchanged(WorkspaceUnchangedDocumentDiagnosticReport {
                uri,
                version,
                unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport { result_id },
            }));
            continue;
        }
        news = true;
        items.push(WorkspaceDocumentDiagnosticReport::Full(WorkspaceFullDocumentDiagnosticReport {
            uri,
            version,
            full_document_diagnostic_report: FullDocumentDiagnosticReport {
                result_id: Some(result_id),
                items: list.diagnostics.clone(),
            },
        }));
    }
    if !news {
        return Err(Stop::Later);
    }
    Ok(WorkspaceDiagnosticReportResult::Report(WorkspaceDiagnosticReport { items }))
}
