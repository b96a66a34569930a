//! The YAML reader: events of `granit-parser` become data trees.
//!
//! Every document of a stream is one tree. An empty document is `null` with an empty span; a stream without any document
//! is one empty document. Anchors are copied where an alias stands, with the spans of the anchor, and the copies are
//! counted, so that a short text cannot make a huge tree. `<<` merges: the keys of a mapping win over merged ones, and
//! merged keys stand behind its own.

use super::fault::explain;
use super::resolve::{Resolved, resolve};
use crate::keys::{self, Strings};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use granit_parser::{Event, Parser, ScalarStyle, ScanError, StrInput, Tag};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use tenon_catalogue::{e0610, e0611, e0612, e0613, e0614, e0615, e0616, e0617, e0619, e0805};
use tenon_ir::data::{DataValue, Entry};
use tenon_ir::{Data, Num};
use tenon_source::{Diagnostic, FileId, LabelRole, Span};

/// How deep lists and mappings may be nested.
pub const MAX_DEPTH: usize = 1_000;

/// How many values aliases may copy in one text.
pub const MAX_ALIAS_NODES: usize = 2_000_000;

/// Reads all documents of a text.
///
/// # Errors
/// `E0610` for text that is no YAML, `E0611` for a key that stands twice, `E0612` for an alias of its own surroundings,
/// `E0613` where values are nested too deeply or aliases make too large a tree, `E0614` for a tag that has no meaning or does not fit its value, `E0615`
/// for infinity and not-a-number, `E0616` for a key that is no scalar, `E0617` for a merge of something else than
/// mappings, `E0805` for text of more than 4 GiB, `E0619` for a value that starts with two quotation marks.
pub fn parse_documents(file: FileId, text: &str) -> Result<Vec<Data>, Diagnostic> {
    if u32::try_from(text.len()).is_err() {
        return Err(Diagnostic::error(e0805::CODE, e0805::YAML));
    }
    let options = granit_parser::options! {
        emit_comments: false,
        flow_nesting_limit: MAX_DEPTH,
        block_nesting_limit: MAX_DEPTH,
        simple_key_max_lookahead: 64 * 1024,
    };
    let parser = Parser::new_from_str_with_options(text, options);
    let mut reader = Reader {
        file,
        text,
        keep_anchors: text.contains('*'),
        last: 0,
        documents: Vec::new(),
        frames: Vec::new(),
        anchors: HashMap::new(),
        copied: 0,
        strings: Strings::new(text.len()),
    };
    reader.run(parser)?;
    if reader.documents.is_empty() {
        reader.documents.push(Data { span: reader.span(0, 0), value: DataValue::Null });
    }
    Ok(reader.documents)
}

/// Whether a document that [`parse_documents`] gave has no content at all, not even the word `null`.
pub fn is_empty_document(data: &Data) -> bool {
    matches!(data.value, DataValue::Null) && data.span.start == data.span.end
}

/// A collection that is still open.
struct Frame {
    start: usize,
    anchor: usize,
    content: Content,
}

enum Content {
    List(Vec<Data>),
    Struct { entries: Vec<Entry>, merged: Vec<Data>, key: Key },
}

/// What the next node of a mapping is.
enum Key {
    /// A key.
    Awaited,
    /// The value of this key.
    Read(Arc<str>, Span),
    /// What to merge.
    Merge,
}

struct Anchored {
    data: Data,
    nodes: usize,
    depth: usize,
}

struct Reader<'a> {
    file: FileId,
    text: &'a str,
    keep_anchors: bool,
    /// Where the last event ended.
    last: usize,
    documents: Vec<Data>,
    frames: Vec<Frame>,
    anchors: HashMap<usize, Anchored>,
    copied: usize,
    strings: Strings,
}

impl<'a> Reader<'a> {
    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.file, start as u32, end.max(start) as u32)
    }

    fn run(&mut self, parser: Parser<'a, StrInput<'a>>) -> Result<(), Diagnostic> {
        for next in parser {
            let (event, span) = next.map_err(|e| self.scan_error(&e))?;
            let start = span.start.byte_offset().unwrap_or(0);
            let end = span.end.byte_offset().unwrap_or(start);
            match event {
                Event::Scalar(text, style, anchor, tag) => {
                    let text_span = self.span(self.scalar_start(style, start), end);
                    self.scalar(&text, style, anchor, tag.as_deref(), text_span)?;
                }
                Event::SequenceStart(_, anchor, _) => {
                    self.open(start, anchor, Content::List(Vec::new()))?;
                }
                Event::MappingStart(_, anchor, _) => {
                    let content = Content::Struct { entries: Vec::new(), merged: Vec::new(), key: Key::Awaited };
                    self.open(start, anchor, content)?;
                }
                Event::SequenceEnd | Event::MappingEnd => self.close(end)?,
                Event::Alias(id) => self.alias(id, self.span(start, end))?,
                Event::DocumentStart(..) => self.anchors.clear(),
                _ => {}
            }
            self.last = self.last.max(end);
        }
        Ok(())
    }

    /// Where a scalar starts: a block scalar at its `|` or `>`, which stands before the text that the parser names.
    fn scalar_start(&self, style: ScalarStyle, start: usize) -> usize {
        let before = match style {
            ScalarStyle::Literal | ScalarStyle::Folded => self.text.get(self.last..start).unwrap_or_default(),
            _ => return start,
        };
        before.find(['|', '>']).map_or(start, |at| self.last + at)
    }

    fn scan_error(&self, error: &ScanError) -> Diagnostic {
        let at = error.marker().byte_offset().unwrap_or(self.text.len()).min(self.text.len());
        let rest = self.text.get(at..).unwrap_or_default();
        let end = at + rest.chars().next().map_or(0, char::len_utf8);
        let words = explain(error.kind(), rest);
        let fault = self.fault(words.code, self.span(at, end), words.message);
        match words.help {
            Some(help) => fault.note(help),
            None => fault,
        }
    }

    fn fault(&self, code: &'static str, span: Span, message: impl std::fmt::Display) -> Diagnostic {
        Diagnostic::error(code, e0610::message(message)).at(span, LabelRole::Primary)
    }

    fn open(&mut self, start: usize, anchor: usize, content: Content) -> Result<(), Diagnostic> {
        if let Some(Frame { content: Content::Struct { key: Key::Awaited, .. }, .. }) = self.frames.last() {
            let span = self.span(start, start + 1);
            return Err(self.fault(e0616::CODE, span, e0616::MESSAGE));
        }
        if let Some(tab) = self.tab_indentation(start) {
            let fault = self.fault(e0610::CODE, self.span(tab, tab + 1), e0610::TAB);
            return Err(fault.note(e0610::SPACES));
        }
        self.frames.push(Frame { start, anchor, content });
        Ok(())
    }

    fn close(&mut self, end: usize) -> Result<(), Diagnostic> {
        let Some(Frame { start, anchor, content }) = self.frames.pop() else { return Ok(()) };
        let (value, last) = match content {
            Content::List(items) => {
                let last = items.last().map(|d| d.span.end);
                (DataValue::List(items), last)
            }
            Content::Struct { entries, merged, .. } => {
                let last = entries.last().map(|e| e.value.span.end.max(e.key_span.end));
                (DataValue::Struct(self.fields(entries, merged)?), last)
            }
        };
        // A block collection ends with its last child, not with the white space and the comments behind it.
        let end = if self.is_flow(start) { end } else { last.map_or(end, |e| e as usize) };
        self.finish(Data { span: self.span(start, end), value }, anchor)
    }

    /// The tab in front of a block collection that starts its line.
    fn tab_indentation(&self, start: usize) -> Option<usize> {
        let before = self.text.get(..start).unwrap_or_default();
        let rest = before.trim_end_matches([' ', '\t']);
        let starts_line = rest.is_empty() || rest.ends_with('\n');
        let tab = before.get(rest.len()..)?.find('\t')?;
        (starts_line && !self.is_flow(start)).then_some(rest.len() + tab)
    }

    fn is_flow(&self, start: usize) -> bool {
        matches!(self.text.as_bytes().get(start), Some(b'[' | b'{'))
    }

    /// The fields of a mapping with the merged ones behind its own.
    fn fields(&self, mut entries: Vec<Entry>, merged: Vec<Data>) -> Result<Vec<Entry>, Diagnostic> {
        if let Some([first, second, ..]) = keys::duplicates(&entries).first().map(Vec::as_slice)
            && let (Some(first), Some(second)) = (entries.get(*first), entries.get(*second))
        {
            return Err(self.fault(e0611::CODE, second.key_span, e0611::message(&second.key)).label(
                first.key_span,
                LabelRole::Related,
                e0611::FIRST,
            ));
        }
        if merged.is_empty() {
            return Ok(entries);
        }
        let mut known: HashSet<Arc<str>> = entries.iter().map(|e| e.key.clone()).collect();
        for source in merged {
            let DataValue::Struct(fields) = source.value else { continue };
            entries.extend(fields.into_iter().filter(|field| known.insert(field.key.clone())));
        }
        Ok(entries)
    }

    /// Gives a finished node to its parent.
    fn finish(&mut self, data: Data, anchor: usize) -> Result<(), Diagnostic> {
        if anchor != 0 && self.keep_anchors {
            let (nodes, depth) = measure(&data);
            self.count(nodes, data.span)?;
            self.anchors.insert(anchor, Anchored { data: data.clone(), nodes, depth });
        }
        match self.frames.last_mut().map(|f| &mut f.content) {
            None => self.documents.push(data),
            Some(Content::List(items)) => items.push(data),
            Some(Content::Struct { entries, merged, key }) => match std::mem::replace(key, Key::Awaited) {
                Key::Read(name, key_span) => entries.push(Entry { key_span, key: name, value: data }),
                Key::Merge => match data.value {
                    DataValue::Struct(_) => merged.push(data),
                    DataValue::List(items) if items.iter().all(|d| matches!(d.value, DataValue::Struct(_))) => {
                        merged.extend(items);
                    }
                    _ => {
                        return Err(self.fault(e0617::CODE, data.span, e0617::MESSAGE));
                    }
                },
                Key::Awaited => {}
            },
        }
        Ok(())
    }

    fn count(&mut self, nodes: usize, span: Span) -> Result<(), Diagnostic> {
        self.copied = self.copied.saturating_add(nodes);
        if self.copied > MAX_ALIAS_NODES {
            return Err(self.fault(e0613::CODE, span, e0613::copies(MAX_ALIAS_NODES)));
        }
        Ok(())
    }

    fn alias(&mut self, id: usize, span: Span) -> Result<(), Diagnostic> {
        let Some(anchored) = self.anchors.get(&id) else {
            return Err(self.fault(e0612::CODE, span, e0612::MESSAGE));
        };
        let (nodes, depth) = (anchored.nodes, anchored.depth);
        if self.frames.len() + depth > MAX_DEPTH {
            return Err(self.fault(e0613::CODE, span, e0613::alias_levels(MAX_DEPTH)));
        }
        self.count(nodes, span)?;
        let Some(data) = self.anchors.get(&id).map(|a| a.data.clone()) else { return Ok(()) };
        if let Some(Frame { content: Content::Struct { key: key @ Key::Awaited, .. }, .. }) = self.frames.last_mut() {
            let name: Arc<str> = match &data.value {
                DataValue::Str(s) => s.clone(),
                DataValue::Null | DataValue::Bool(_) | DataValue::Num(_) => {
                    let written = self.text.get(data.span.start as usize..data.span.end as usize);
                    self.strings.get(written.unwrap_or_default())
                }
                _ => return Err(self.fault(e0616::CODE, span, e0616::MESSAGE)),
            };
            *key = Key::Read(name, span);
            return Ok(());
        }
        self.finish(data, 0)
    }

    fn scalar(
        &mut self,
        text: &str,
        style: ScalarStyle,
        anchor: usize,
        tag: Option<&Tag>,
        span: Span,
    ) -> Result<(), Diagnostic> {
        let plain = style == ScalarStyle::Plain;
        let empty = plain && span.start == span.end;
        let text = if empty { "" } else { text };
        if let Some(Frame { content: Content::Struct { key: key @ Key::Awaited, .. }, .. }) = self.frames.last_mut() {
            let tag = tag.map(Tag::to_string);
            let merge = match tag.as_deref() {
                None => plain && text == "<<",
                Some(tag) => tag == "tag:yaml.org,2002:merge",
            };
            let name = if empty { "null" } else { text };
            *key = if merge { Key::Merge } else { Key::Read(self.strings.get(name), span) };
            if anchor != 0 && self.keep_anchors {
                let data = Data { span, value: DataValue::Str(self.strings.get(name)) };
                self.anchors.insert(anchor, Anchored { data, nodes: 1, depth: 0 });
            }
            return Ok(());
        }
        if text.starts_with("\"\"") && !text.contains('\n') {
            return Err(self.fault(e0619::CODE, span, e0619::MESSAGE).note(e0619::WAY_OUT));
        }
        let value = match tag {
            None if plain => self.plain(text, span)?,
            None => DataValue::Str(self.strings.get(text)),
            Some(tag) => self.tagged(text, plain, tag, span)?,
        };
        self.finish(Data { span, value }, anchor)
    }

    fn plain(&mut self, text: &str, span: Span) -> Result<DataValue, Diagnostic> {
        Ok(match resolve(text) {
            Resolved::Null => DataValue::Null,
            Resolved::Bool(b) => DataValue::Bool(b),
            Resolved::Int(n) | Resolved::Float(n) => DataValue::Num(n),
            Resolved::NotFinite => {
                return Err(self.fault(e0615::CODE, span, e0615::yaml(text)));
            }
            Resolved::Text => DataValue::Str(self.strings.get(text)),
        })
    }

    /// A scalar with an explicit tag.
    fn tagged(&mut self, text: &str, plain: bool, tag: &Tag, span: Span) -> Result<DataValue, Diagnostic> {
        if tag.original() == "!" {
            return Ok(DataValue::Str(self.strings.get(text)));
        }
        let full = tag.to_string();
        let Some(name) = full.strip_prefix("tag:yaml.org,2002:") else {
            return Err(self.fault(e0614::CODE, span, e0614::unknown(tag.original())));
        };
        let value = match (name, resolve(text)) {
            ("str" | "timestamp", _) => Some(DataValue::Str(self.strings.get(text))),
            ("null", Resolved::Null) => Some(DataValue::Null),
            ("bool", Resolved::Bool(b)) => Some(DataValue::Bool(b)),
            ("bool", Resolved::Text) => match text {
                "y" | "Y" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => Some(DataValue::Bool(true)),
                "n" | "N" | "no" | "No" | "NO" | "off" | "Off" | "OFF" => Some(DataValue::Bool(false)),
                _ => None,
            },
            ("int", Resolved::Int(n)) | ("float", Resolved::Float(n)) => Some(DataValue::Num(n)),
            ("float", Resolved::Int(n)) => Num::parse_json(&format!("{}.0", n.to_json())).ok().map(DataValue::Num),
            ("float", Resolved::NotFinite) => return self.plain(text, span),
            ("binary", _) => {
                let packed: String = text.chars().filter(|c| !c.is_ascii_whitespace()).collect();
                STANDARD.decode(packed).ok().map(|bytes| DataValue::Bytes(bytes.into()))
            }
            ("null" | "bool" | "int" | "float", _) => None,
            _ if plain && text.is_empty() => Some(DataValue::Null),
            _ => return Err(self.fault(e0614::CODE, span, e0614::unknown(tag.original()))),
        };
        value.ok_or_else(|| self.fault(e0614::CODE, span, e0614::unreadable(text, tag.original())))
    }
}

/// How many values a tree has, and how many levels.
fn measure(data: &Data) -> (usize, usize) {
    let mut nodes = 0;
    let mut deepest = 0;
    let mut open = vec![(data, 0usize)];
    while let Some((data, depth)) = open.pop() {
        nodes += 1;
        deepest = deepest.max(depth);
        match &data.value {
            DataValue::List(items) => open.extend(items.iter().map(|d| (d, depth + 1))),
            DataValue::Struct(entries) => open.extend(entries.iter().map(|e| (&e.value, depth + 1))),
            _ => {}
        }
    }
    (nodes, deepest)
}
