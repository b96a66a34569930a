//! From loaded packages to one resolved program.

use crate::place::Placed;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use tenon_compile::{FileInput, ImportTarget, PackageInput, compile_expr, compile_package, recompile_file};
use tenon_eval::builtin::Library;
use tenon_ir::Data;
use tenon_ir::program::{BinaryOp, Expr as IrExpr, ExprId, Import, PackageId, Program};
use tenon_load::files::SourceFile;
use tenon_load::{Package, parallel};
use tenon_source::{Diagnostic, Source, SourceMap, Span};
use tenon_syntax::ast::{Expr, InterpolationPart};
use tenon_syntax::{LanguageVersion, parse, parse_expr};

/// What is merged into a package beside its files.
///
/// ```
/// let nothing = tenon::compile::Extra::default();
/// assert!(nothing.data.is_empty() && nothing.placed.is_empty());
/// ```
#[derive(Clone, Debug, Default)]
pub struct Extra {
    /// Data at the root.
    pub data: Vec<Arc<Data>>,
    /// Data at a path.
    pub placed: Vec<Placed>,
}

/// A resolved program with the texts that it was made of.
///
/// ```
/// let compiled = tenon::compile::Compiled::default();
/// assert!(compiled.errors.is_empty());
/// ```
#[derive(Debug, Default)]
pub struct Compiled {
    /// All texts.
    pub sources: SourceMap,
    /// The program.
    pub program: Program,
    /// The packages, in the order in which they were given.
    pub packages: Vec<PackageId>,
    /// What is wrong, as far as it shows without evaluation.
    pub errors: Vec<Diagnostic>,
    /// Whether a file that was parsed only now cannot be read: it has to be loaded again, without `later`.
    pub is_broken: bool,
    how: How,
    builtins: HashMap<String, ImportTarget>,
    /// The names of builtin packages whose declarations have been left out.
    left_out: Vec<String>,
}

/// How packages are compiled.
///
/// ```
/// assert_eq!((tenon::compile::How::default().threads)(), 1);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct How {
    /// How many threads may parse and compile.
    pub threads: fn() -> usize,
    /// Whether the comments above fields become their documentation.
    pub docs: bool,
}

impl Default for How {
    fn default() -> How {
        How { threads: || 1, docs: true }
    }
}

/// Bytes of text that are compiled before it is all put together: so many that several threads have something to do, and no
/// more, for the sake of memory.
const PART: usize = 1 << 20;

/// A text has an expression for so many of its bytes at most, but for rare ones.
const BYTES_OF_EXPR: usize = 4;

/// Bytes of text for which further threads are worth their start.
const MUCH: usize = 1 << 21;

/// A package, and what is merged into it.
type Input<'a> = (Package, Option<&'a Extra>);

/// What became of a package.
struct Done {
    errors: Vec<Diagnostic>,
    /// See [`Compiled::is_broken`].
    is_broken: bool,
}

impl Compiled {
    /// No packages yet.
    ///
    /// ```
    /// use tenon::compile::Compiled;
    /// assert!(Compiled::with_sources(tenon::source::SourceMap::new()).packages.is_empty());
    /// ```
    pub fn with_sources(sources: SourceMap) -> Compiled {
        Compiled { sources, ..Compiled::default() }
    }

    /// Compiles packages, dependencies before those who import them. The syntax trees of each are gone before the same thread
    /// compiles the next one.
    ///
    /// ```
    /// use std::collections::HashMap;
    /// use tenon::compile::{Compiled, How};
    /// use tenon::load::{Options, Overlay, load};
    ///
    /// let mut world = Overlay::empty();
    /// world.insert("x.cue", "a: 1\n".as_bytes());
    /// let loaded = load(&Options::new(&world), &["x.cue".to_owned()]);
    /// let compiled = Compiled::new(loaded.sources, loaded.packages, &HashMap::new(), How::default());
    /// assert_eq!((compiled.packages.len(), compiled.errors.len()), (1, 0));
    /// ```
    pub fn new(sources: SourceMap, packages: Vec<Package>, extra: &HashMap<usize, Extra>, how: How) -> Compiled {
        Compiled { how, ..Compiled::with_sources(sources) }.with_packages(packages, extra)
    }

    /// No packages yet, in a program that has something in it.
    pub(crate) fn continued(sources: SourceMap, program: Program) -> Compiled {
        Compiled { sources, program, ..Compiled::default() }
    }

    /// Compiles packages into the same program. Their numbers are known before, and that is all that others have to know of
    /// them: each can be compiled on a thread of its own.
    pub(crate) fn with_packages(mut self, packages: Vec<Package>, extra: &HashMap<usize, Extra>) -> Compiled {
        // Builtin packages come last: then it is known what of them is used.
        let first = self.program.packages.len();
        let others = packages.iter().filter(|package| !package.builtin).count();
        let (mut other, mut builtin) = (first, first + others);
        for package in &packages {
            let next = if package.builtin { &mut builtin } else { &mut other };
            self.declare(package, PackageId(*next as u32));
            *next += 1;
        }
        let bytes: usize = packages.iter().map(|package| self.size(package)).sum();
        // Half of the most is more than usual texts have.
        self.program.reserve(bytes / BYTES_OF_EXPR / 2);
        let threads = if bytes < MUCH { 1 } else { (self.how.threads)() };
        let inputs = packages.into_iter().enumerate().map(|(i, p)| (p, extra.get(&i)));
        let (builtin, mut rest): (Vec<Input<'_>>, Vec<Input<'_>>) = inputs.partition(|(package, _)| package.builtin);
        while !rest.is_empty() && !self.is_broken {
            let part = self.part(&rest, PART);
            self.compile_part(rest.drain(..part).collect(), threads);
        }
        self.compile_builtin(builtin);
        self
    }

    /// Compiles builtin packages, after all that import them: of those whose declarations nobody uses, nothing.
    fn compile_builtin(&mut self, packages: Vec<Input<'_>>) {
        if packages.is_empty() || self.is_broken {
            return;
        }
        let used = self.used_as_packages();
        for (mut package, extra) in packages {
            if !used.contains(package.path.as_str()) {
                package.files.clear();
                self.builtins.remove(&package.path);
                self.left_out.push(package.name.clone());
            }
            self.compile_part(vec![(package, extra)], 1);
        }
    }

    /// The paths of builtin packages of which anything but a function is used.
    fn used_as_packages(&self) -> HashSet<Arc<str>> {
        let import = |e: ExprId| match self.program.expr(e) {
            IrExpr::Import(import) if import.builtin => Some(import),
            _ => None,
        };
        let mut called: HashSet<ExprId> = HashSet::new();
        for expr in &self.program.exprs {
            if let IrExpr::Select(of, label) = expr
                && let Some(import) = import(*of)
                && let Some(package) = crate::library().package(&import.path)
                && package.function(self.program.interner.name(*label)).is_some()
            {
                called.insert(*of);
            }
        }
        let all = (0..self.program.exprs.len() as u32).map(ExprId);
        let imports = all.filter_map(|e| Some((e, import(e)?)));
        imports.filter(|(e, _)| !called.contains(e)).map(|(_, import)| import.path.clone()).collect()
    }

    /// How many bytes of text a package's files have.
    fn size(&self, package: &Package) -> usize {
        package.files.iter().map(|file| self.text(&file.source).len()).sum()
    }

    fn text(&self, file: &SourceFile) -> &str {
        self.sources.get(file.id).map_or("", Source::text)
    }

    /// How many of the packages it takes, one at least, until they have so many bytes of text.
    fn part(&self, packages: &[Input<'_>], bytes: usize) -> usize {
        let before = packages.iter().scan(0, |sum, (package, _)| {
            let before = *sum;
            *sum += self.size(package);
            Some(before)
        });
        before.take_while(|before| *before < bytes.max(1)).count()
    }

    fn compile_part(&mut self, mut packages: Vec<Input<'_>>, threads: usize) {
        if packages.len() < threads {
            // There are more threads than packages, but files may be many.
            let files = packages.iter_mut().flat_map(|(package, _)| &mut package.files);
            parallel::each(files.collect(), threads, |file| self.parse(&mut file.source));
        }
        if packages.len() < 2 || threads < 2 {
            let mut program = std::mem::take(&mut self.program);
            for input in packages {
                let done = self.compile(&mut program, input);
                self.note(done);
            }
            self.program = program;
            return;
        }
        // Some at a time, for many names are in all of them, into programs that are put together as if there had been but one.
        let mut pieces: Vec<Vec<Input<'_>>> = Vec::new();
        while !packages.is_empty() {
            let piece = self.part(&packages, PART / (2 * threads));
            pieces.push(packages.drain(..piece).collect());
        }
        let compiled = parallel::each(pieces, threads, |piece| {
            let mut program = Program::default();
            program.reserve(piece.iter().map(|(package, _)| self.size(package)).sum::<usize>() / BYTES_OF_EXPR);
            let done: Vec<Done> = piece.into_iter().map(|input| self.compile(&mut program, input)).collect();
            (program, done)
        });
        for (program, done) in compiled {
            self.program.append(program);
            done.into_iter().for_each(|done| self.note(done));
        }
    }

    fn note(&mut self, mut done: Done) {
        self.errors.append(&mut done.errors);
        self.is_broken |= done.is_broken;
    }

    /// Compiles a package, whose trees are gone afterwards.
    fn compile(&self, program: &mut Program, (mut package, extra): Input<'_>) -> Done {
        package.files.iter_mut().for_each(|file| self.parse(&mut file.source));
        if package.files.iter().any(|file| !file.source.parsed.errors.is_empty()) {
            return Done { errors: Vec::new(), is_broken: true };
        }
        Done { errors: self.package(program, &package, extra).1, is_broken: false }
    }

    /// Parses a file of which there is only the head.
    fn parse(&self, file: &mut Arc<SourceFile>) {
        if file.is_head {
            *file = Arc::new(file.whole(self.text(file)));
        }
    }

    /// Compiles a further package, after those that it imports.
    pub fn add(&mut self, package: &Package) {
        let mut program = std::mem::take(&mut self.program);
        let (id, mut errors) = self.package(&mut program, package, None);
        self.program = program;
        self.errors.append(&mut errors);
        self.declare(package, id);
    }

    /// Makes the number of a package known to those who import it.
    fn declare(&mut self, package: &Package, id: PackageId) {
        if package.builtin {
            let target = ImportTarget { package: Some(id), name: package.name.clone(), builtin: true };
            self.builtins.insert(package.path.clone(), target);
        }
        self.packages.push(id);
    }

    fn package(&self, program: &mut Program, package: &Package, extra: Option<&Extra>) -> (PackageId, Vec<Diagnostic>) {
        let empty = Extra::default();
        let mut input = package_input(&self.sources, package, &self.packages, extra.unwrap_or(&empty));
        if !self.how.docs {
            input.files.iter_mut().for_each(|file| file.comments = &[]);
        }
        compile_package(program, &input)
    }

    /// Compiles another text of a file of a package, in its place: see [`tenon_compile::recompile_file`]. `packages` are the
    /// names of all packages that were loaded with it, `index` is the number of the file in it.
    ///
    /// # Errors
    ///
    /// References that lead nowhere; the program is as it was.
    pub fn recompile(
        program: &mut Program,
        sources: &SourceMap,
        package: &Package,
        packages: &[PackageId],
        id: PackageId,
        index: usize,
    ) -> Result<Vec<ExprId>, Vec<Diagnostic>> {
        let nothing = Extra::default();
        let input = package_input(sources, package, packages, &nothing);
        recompile_file(program, id, index, &input)
    }

    /// Compiles a package of data alone.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use tenon::compile::{Compiled, Extra};
    /// use tenon::ir::Data;
    ///
    /// let mut compiled = Compiled::default();
    /// let data = Extra { data: vec![Arc::new(Data::int(1))], placed: Vec::new() };
    /// let package = compiled.data_package(&data);
    /// assert!(compiled.expr(package, "-", "1 + 1", tenon::library()).is_ok());
    /// ```
    pub fn data_package(&mut self, extra: &Extra) -> PackageId {
        let package =
            Package { path: String::new(), name: String::new(), dir: None, files: Vec::new(), builtin: false };
        compile_package(&mut self.program, &package_input(&self.sources, &package, &[], extra)).0
    }

    /// A package as a value.
    ///
    /// ```
    /// use tenon::compile::{Compiled, Extra};
    ///
    /// let mut compiled = Compiled::default();
    /// let package = compiled.data_package(&Extra::default());
    /// assert_eq!(compiled.whole(package), tenon::ir::program::ExprId(0));
    /// ```
    pub fn whole(&mut self, package: PackageId) -> ExprId {
        let name = self.program.interner.regular("");
        let import = Import { path: Arc::from(""), package: Some(package), builtin: false, name };
        self.program.add(IrExpr::Import(Box::new(import)), Span::NONE)
    }

    /// A value where both a schema and data hold.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use tenon::compile::{Compiled, Extra};
    /// use tenon::ir::Data;
    ///
    /// let mut compiled = Compiled::default();
    /// let package = compiled.data_package(&Extra::default());
    /// let schema = compiled.expr(package, "-", "int", tenon::library()).map_err(|_| "no schema")?;
    /// let data = Extra { data: vec![Arc::new(Data::int(1))], placed: Vec::new() };
    /// let _both = compiled.against(schema, &data);
    /// # Ok::<(), &str>(())
    /// ```
    pub fn against(&mut self, schema: ExprId, data: &Extra) -> ExprId {
        let data = self.data_package(data);
        let data = self.whole(data);
        self.program.add(IrExpr::Binary(BinaryOp::And, schema, data), Span::NONE)
    }

    /// A schema that the command line names, as it is to be used for data. Errors in data tell where the schema says what, and not
    /// where the command line names it.
    ///
    /// ```
    /// use tenon::compile::{Compiled, Extra};
    ///
    /// let mut compiled = Compiled::default();
    /// let package = compiled.data_package(&Extra::default());
    /// let schema = compiled.expr(package, "-", "int", tenon::library()).map_err(|_| "no schema")?;
    /// assert_eq!(compiled.unplaced(schema), schema);
    /// # Ok::<(), &str>(())
    /// ```
    pub fn unplaced(&mut self, schema: ExprId) -> ExprId {
        match self.program.expr(schema) {
            name @ IrExpr::Field { .. } => {
                let name = name.clone();
                self.program.add(name, Span::NONE)
            }
            _ => schema,
        }
    }

    /// Compiles an expression in the scope of a package; `name` is what errors call the text.
    ///
    /// ```
    /// use tenon::compile::{Compiled, Extra};
    ///
    /// let mut compiled = Compiled::default();
    /// let package = compiled.data_package(&Extra::default());
    /// assert!(compiled.expr(package, "-", "strings.ToUpper(\"a\")", tenon::library()).is_ok());
    /// assert!(compiled.expr(package, "-", "nothere", tenon::library()).is_err());
    /// ```
    ///
    /// # Errors
    ///
    /// It is malformed, or refers to nothing.
    pub fn expr(
        &mut self,
        package: PackageId,
        name: &str,
        text: &str,
        library: &dyn Library,
    ) -> Result<ExprId, Vec<Diagnostic>> {
        let id = self.sources.add(Source::new(name, text));
        let tree = parse_expr(id, text)?;
        let mut names: Vec<String> = self.left_out.extract_if(.., |name| text.contains(name.as_str())).collect();
        selected(&tree, &mut names);
        for name in names {
            self.builtin(&name, library);
        }
        let builtins = &self.builtins;
        let lookup = |short: &str| paths(short).find_map(|path| builtins.get(&path).map(|t| (path.clone(), t.clone())));
        compile_expr(&mut self.program, package, &tree, &lookup)
    }

    /// Compiles the package of the standard library that is called `short`, if there is one.
    fn builtin(&mut self, short: &str, library: &dyn Library) {
        for path in paths(short) {
            if self.builtins.contains_key(&path) {
                return;
            }
            let Some(found) = library.package(&path) else { continue };
            let mut target = ImportTarget { package: None, name: short.to_owned(), builtin: true };
            if !found.cue.trim().is_empty() {
                let id = self.sources.add(Source::new(path.as_str(), found.cue));
                let parsed = parse(id, found.cue, LanguageVersion::LATEST);
                let file = FileInput {
                    id,
                    text: found.cue,
                    ast: &parsed.file,
                    comments: &parsed.comments,
                    features: tenon_ir::program::Features::default(),
                    imports: Vec::new(),
                    embeds: Vec::new(),
                };
                let input = PackageInput {
                    path: path.clone(),
                    name: short.to_owned(),
                    files: vec![file],
                    data: Vec::new(),
                    standard,
                };
                target.package = Some(compile_package(&mut self.program, &input).0);
            }
            self.builtins.insert(path, target);
            return;
        }
    }
}

/// A package as the compiler takes it, after those that it imports.
fn package_input<'a>(
    sources: &'a SourceMap,
    package: &'a Package,
    packages: &[PackageId],
    extra: &'a Extra,
) -> PackageInput<'a> {
    let mut files = Vec::with_capacity(package.files.len());
    for file in &package.files {
        let imports = file.imports.iter().map(|(path, import)| {
            let package = import.package.and_then(|i| packages.get(i).copied());
            (path.clone(), ImportTarget { package, name: import.name.clone(), builtin: import.builtin })
        });
        files.push(FileInput {
            id: file.source.id,
            text: sources.get(file.source.id).map_or("", Source::text),
            ast: &file.source.parsed.file,
            comments: &file.source.parsed.comments,
            features: file.features,
            imports: imports.collect(),
            embeds: file.embeds.clone(),
        });
    }
    files.extend(extra.placed.iter().map(|p| FileInput {
        id: p.file,
        text: "",
        ast: &p.ast,
        comments: &[],
        features: tenon_ir::program::Features::default(),
        imports: Vec::new(),
        embeds: p.embeds.clone(),
    }));
    let (path, name) = (package.path.clone(), package.name.clone());
    PackageInput { path, name, files, data: extra.data.clone(), standard }
}

/// Adds a package with nothing in it, in whose scope expressions can stand.
pub(crate) fn empty_package(program: &mut Program) -> PackageId {
    let input =
        PackageInput { path: String::new(), name: String::new(), files: Vec::new(), data: Vec::new(), standard };
    compile_package(program, &input).0
}

/// The import path of the package of the standard library with this name.
fn standard(short: &str) -> Option<String> {
    paths(short).find(|path| crate::library().package(path).is_some())
}

/// The import paths that a short name may stand for.
fn paths(short: &str) -> impl Iterator<Item = String> {
    const FOLDERS: [&str; 7] = ["", "encoding/", "text/", "crypto/", "math/", "tool/", "net/"];
    FOLDERS.iter().map(move |folder| format!("{folder}{short}"))
}

/// The names that something is selected from.
fn selected(expr: &Expr, out: &mut Vec<String>) {
    use tenon_syntax::ast::{Decl, Element};
    stacker::maybe_grow(128 * 1024, 4 * 1024 * 1024, || match expr {
        Expr::Selector { expr, .. } => {
            if let Expr::Ident(ident) = &**expr {
                out.push(ident.name.clone());
            }
            selected(expr, out);
        }
        Expr::Struct(s) => {
            for decl in &s.decls {
                match decl {
                    Decl::Field(f) => selected(&f.value, out),
                    Decl::Embed(e) => selected(&e.expr, out),
                    Decl::Let(l) => selected(&l.expr, out),
                    _ => {}
                }
            }
        }
        Expr::List(l) => {
            for element in &l.elems {
                if let Element::Expr(e) = element {
                    selected(e, out);
                }
            }
        }
        Expr::Paren { expr, .. }
        | Expr::Unary { expr, .. }
        | Expr::Alias { expr, .. }
        | Expr::Optional { expr, .. }
        | Expr::Open { expr, .. }
        | Expr::Commented { expr, .. }
        | Expr::Slice { expr, .. } => selected(expr, out),
        Expr::Binary { left, right, .. } => {
            selected(left, out);
            selected(right, out);
        }
        Expr::Index { expr, index, .. } => {
            selected(expr, out);
            selected(index, out);
        }
        Expr::Call { fun, args, .. } => {
            selected(fun, out);
            args.iter().for_each(|a| selected(a, out));
        }
        Expr::Interpolation(i) => {
            for part in &i.parts {
                if let InterpolationPart::Expr(e) = part {
                    selected(e, out);
                }
            }
        }
        _ => {}
    });
}
