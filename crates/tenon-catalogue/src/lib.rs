//! The catalogue of diagnostics: for each code what it means, its wording, and the page that explains it.
//!
//! A file is a code: its header says when it comes, [`Entry`] says it in a few words, and its functions and constants are
//! all that is ever said under that code. The page, `docs/errors/CODE.md`, has an example, what is printed for it, and the
//! right way; `tests/tests/errors.rs` holds it against what the program really prints.
//!
//! Codes are stable: E01 is about syntax, E02 about names and other things that can be seen without evaluating, E03 to E05
//! about values, E06 about data files, E07 about limits and output, E08 about files, modules and packages, E09 about the
//! command line. A code that is no longer used is not given to anything else.

/// What there is about one code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Entry {
    /// The code, such as `E0301`.
    pub code: &'static str,
    /// A few words: the heading of the page.
    pub title: &'static str,
    /// A way out that fits most cases, in a line; may be empty.
    pub help: &'static str,
    /// The page, in Markdown.
    pub page: &'static str,
}

impl Entry {
    /// The first paragraph of the page, in one line.
    ///
    /// ```
    /// let entry = tenon_catalogue::find("E0206").unwrap();
    /// assert_eq!(entry.summary(), "`_` is the value that anything fits, and cannot be a field's name without quotes.");
    /// ```
    pub fn summary(&self) -> String {
        self.page.split("\n\n").nth(1).unwrap_or_default().replace('\n', " ")
    }

    /// Where the page is to be read, for reports that carry links.
    pub fn address(&self) -> String {
        format!("{}/blob/main/docs/errors/{}.md", env!("CARGO_PKG_REPOSITORY"), self.code)
    }
}

/// Declares the code and the entry of a file: `entry!("E0301", "title", "help")`.
macro_rules! entry {
    ($code:literal, $title:literal, $help:literal) => {
        /// The code.
        pub const CODE: &str = $code;

        /// What there is about it.
        pub static ENTRY: crate::Entry = crate::Entry {
            code: CODE,
            title: $title,
            help: $help,
            page: include_str!(concat!("../../../docs/errors/", $code, ".md")),
        };
    };
}

pub mod e0101;
pub mod e0102;
pub mod e0103;
pub mod e0104;
pub mod e0105;
pub mod e0106;
pub mod e0107;
pub mod e0108;
pub mod e0109;
pub mod e0110;
pub mod e0111;
pub mod e0112;
pub mod e0113;
pub mod e0114;
pub mod e0201;
pub mod e0202;
pub mod e0203;
pub mod e0204;
pub mod e0205;
pub mod e0206;
pub mod e0207;
pub mod e0208;
pub mod e0209;
pub mod e0210;
pub mod e0212;
pub mod e0213;
pub mod e0215;
pub mod e0216;
pub mod e0217;
pub mod e0301;
pub mod e0302;
pub mod e0303;
pub mod e0304;
pub mod e0305;
pub mod e0306;
pub mod e0307;
pub mod e0308;
pub mod e0309;
pub mod e0310;
pub mod e0311;
pub mod e0312;
pub mod e0313;
pub mod e0314;
pub mod e0315;
pub mod e0316;
pub mod e0317;
pub mod e0318;
pub mod e0319;
pub mod e0401;
pub mod e0402;
pub mod e0403;
pub mod e0404;
pub mod e0501;
pub mod e0601;
pub mod e0602;
pub mod e0603;
pub mod e0604;
pub mod e0610;
pub mod e0611;
pub mod e0612;
pub mod e0613;
pub mod e0614;
pub mod e0615;
pub mod e0616;
pub mod e0617;
pub mod e0619;
pub mod e0620;
pub mod e0701;
pub mod e0702;
pub mod e0720;
pub mod e0801;
pub mod e0802;
pub mod e0803;
pub mod e0804;
pub mod e0805;
pub mod e0806;
pub mod e0807;
pub mod e0810;
pub mod e0811;
pub mod e0812;
pub mod e0813;
pub mod e0820;
pub mod e0830;
pub mod e0831;
pub mod e0832;
pub mod e0840;
pub mod e0841;
pub mod e0842;
pub mod e0843;
pub mod e0844;
pub mod e0850;
pub mod e0851;
pub mod e0852;
pub mod e0853;
pub mod e0854;
pub mod e0855;
pub mod e0860;
pub mod e0870;
pub mod e0871;
pub mod e0901;
pub mod e0902;
pub mod e0903;
pub mod e0910;
pub mod e0911;
pub mod e0912;

/// Names the entries of files.
macro_rules! entries {
    ($($module:ident)*) => { &[$(&$module::ENTRY),*] };
}

/// All entries, by their codes.
static ALL: &[&Entry] = entries! {
    e0101 e0102 e0103 e0104 e0105 e0106 e0107 e0108 e0109 e0110
    e0111 e0112 e0113 e0114
    e0201 e0202 e0203 e0204 e0205 e0206 e0207 e0208 e0209 e0210
    e0212 e0213 e0215 e0216 e0217
    e0301 e0302 e0303 e0304 e0305 e0306 e0307 e0308 e0309 e0310
    e0311 e0312 e0313 e0314 e0315 e0316 e0317 e0318 e0319
    e0401 e0402 e0403 e0404
    e0501
    e0601 e0602 e0603 e0604 e0610 e0611 e0612 e0613 e0614 e0615
    e0616 e0617 e0619 e0620
    e0701 e0702 e0720
    e0801 e0802 e0803 e0804 e0805 e0806 e0807 e0810 e0811 e0812
    e0813 e0820 e0830 e0831 e0832 e0840 e0841 e0842 e0843 e0844
    e0850 e0851 e0852 e0853 e0854 e0855 e0860 e0870 e0871
    e0901 e0902 e0903 e0910 e0911 e0912
};

/// All entries, by their codes.
///
/// ```
/// assert!(tenon_catalogue::all().is_sorted_by_key(|entry| entry.code));
/// ```
pub fn all() -> impl ExactSizeIterator<Item = &'static Entry> {
    ALL.iter().copied()
}

/// The entry of a code, in whatever case it is written.
///
/// ```
/// assert_eq!(tenon_catalogue::find("e0301").map(|entry| entry.title), Some("conflicting values"));
/// assert!(tenon_catalogue::find("E9999").is_none());
/// ```
pub fn find(code: &str) -> Option<&'static Entry> {
    all().find(|entry| entry.code.eq_ignore_ascii_case(code))
}

/// What a note suggests in the place of what is there, as it is written.
///
/// ```
/// assert_eq!(tenon_catalogue::meant("did you mean \"web\"?"), Some("\"web\""));
/// assert_eq!(tenon_catalogue::meant("allowed here: a, b"), None);
/// ```
pub fn meant(note: &str) -> Option<&str> {
    note.strip_prefix("did you mean ")?.rsplit_once('?').map(|(meant, _)| meant)
}
