//! Calls and their results, package by package.

use super::check;

#[test]
fn strings() {
    check(&[
        (r#"strings.ByteAt("abc", 1)"#, "98"),
        (r#"strings.ByteAt("abc", 3)"#, "!index out of range"),
        (r#"strings.ByteSlice("abc", 1, 2)"#, "'b'"),
        (r#"strings.Runes("aé")"#, "[97,233]"),
        (r#"strings.MinRunes("éé", 2)"#, "true"),
        (r#"strings.MaxRunes("éé", 1)"#, "false"),
        (r#"strings.ToTitle("hello wide  world")"#, r#""Hello Wide  World""#),
        (r#"strings.ToCamel("Hello World")"#, r#""hello world""#),
        (r#"strings.SliceRunes("✓ Hello", 0, 3)"#, r#""✓ H""#),
        (r#"strings.SliceRunes("ab", 1, 3)"#, "!index out of range"),
        (r#"strings.Compare("a", "b")"#, "-1"),
        (r#"strings.Count("cheese", "e")"#, "3"),
        (r#"strings.Count("five", "")"#, "5"),
        (r#"strings.ContainsAny("dog", "c")"#, "false"),
        (r#"strings.Index("chicken", "ken")"#, "4"),
        (r#"strings.LastIndex("go gopher", "rodent")"#, "-1"),
        (r#"strings.LastIndexAny("golang", "gn")"#, "5"),
        (r#"strings.Split("a,b,c", ",")"#, r#"["a","b","c"]"#),
        (r#"strings.Split("é1", "")"#, r#"["é","1"]"#),
        (r#"strings.Split("", ",")"#, r#"[""]"#),
        (r#"strings.SplitN("a,b,c", ",", 2)"#, r#"["a","b,c"]"#),
        (r#"strings.SplitN("abc", "", 2)"#, r#"["a","bc"]"#),
        (r#"strings.SplitN("abc", "", 0)"#, "[]"),
        (r#"strings.SplitAfter("a,b,", ",")"#, r#"["a,","b,",""]"#),
        (r#"strings.Fields("  a  b\tc ")"#, r#"["a","b","c"]"#),
        (r#"strings.Join(["a", "b"], "-")"#, r#""a-b""#),
        (
            r#"strings.Join(["a", 1], "-")"#,
            "!invalid list element 1 in argument 0 to call: cannot use value 1 (int) as string",
        ),
        (r#"strings.Repeat("ab", 2)"#, r#""abab""#),
        (r#"strings.Repeat("ab", -1)"#, "!strings: negative Repeat count"),
        (r#"strings.Repeat("ab", 1000000000000)"#, "!count 1000000000000 exceeds limit of 1000000"),
        (r#"strings.ToUpper("straße")"#, r#""STRAßE""#),
        (r#"strings.Trim("  xx  ", " ")"#, r#""xx""#),
        (r#"strings.TrimLeft("aab", "a")"#, r#""b""#),
        (r#"strings.TrimSuffix("foobar", "bar")"#, r#""foo""#),
        (r#"strings.Replace("oink oink oink", "k", "ky", 2)"#, r#""oinky oinky oink""#),
        (r#"strings.Replace("ab", "", "-", -1)"#, r#""-a-b-""#),
    ]);
}

#[test]
fn strconv() {
    check(&[
        (r#"strconv.FormatUint(64, 16)"#, r#""40""#),
        (r#"strconv.FormatUint(61, 62)"#, r#""Z""#),
        (r#"strconv.FormatInt(-255, 2)"#, r#""-11111111""#),
        (r#"strconv.FormatInt(1, 63)"#, "!illegal base 63"),
        (r#"strconv.FormatFloat(3.02, 300, 4, 64)"#, "!format value 300 out of range [0, 255]"),
        (r#"strconv.FormatFloat(3.02, 1.0, 4, 64)"#, "!unexpected kind float"),
        (r#"strconv.FormatFloat(3.14159, "e", 4, 64)"#, r#""3.1416e+00""#),
        (r#"strconv.FormatFloat(0.1, "g", -1, 32)"#, r#""0.1""#),
        (r#"strconv.FormatFloat(1, "f", 70000, 64)"#, "!precision 70000 exceeds limit of 65536"),
        (r#"strconv.Atoi("-170141183460469231731687303715884105728")"#, "-170141183460469231731687303715884105728"),
        (r#"strconv.Atoi("invalid")"#, r#"!strconv.Atoi: parsing "invalid": invalid syntax"#),
        (r#"strconv.ParseInt("-128", 10, 8)"#, "-128"),
        (r#"strconv.ParseInt("-129", 10, 8)"#, r#"!strconv.ParseInt: parsing "-129": value out of range"#),
        (r#"strconv.ParseInt("7", 10, 3)"#, r#"!strconv.ParseInt: parsing "7": value out of range"#),
        (r#"strconv.ParseInt("0x_ff", 0, 64)"#, "255"),
        (r#"strconv.ParseInt("1_", 0, 64)"#, r#"!strconv.ParseInt: parsing "1_": invalid syntax"#),
        (r#"strconv.ParseUint("-1", 10, 8)"#, r#"!strconv.ParseUint: parsing "-1": value out of range"#),
        (r#"strconv.ParseUint("256", 10, 8)"#, r#"!strconv.ParseUint: parsing "256": value out of range"#),
        (r#"strconv.ParseBool("T")"#, "true"),
        (r#"strconv.ParseFloat("1.50", 64)"#, "1.5"),
        (r#"strconv.ParseFloat("-0x1.8p+3", 64)"#, "-12.0"),
        (r#"strconv.ParseFloat("0x1.00000000000008p0", 64)"#, "1.0"),
        (r#"strconv.ParseFloat("0x1.000000000000080000000000000000000001p0", 64)"#, "1.0000000000000002"),
        (r#"strconv.ParseFloat("0x1p-1074", 64)"#, "5E-324"),
        (r#"strconv.ParseFloat("0x1p-99999999999", 64)"#, "0.0"),
        (r#"strconv.ParseFloat("0x1p1024", 64)"#, r#"!strconv.ParseFloat: parsing "0x1p1024": value out of range"#),
        (r#"strconv.ParseFloat("0x1", 64)"#, r#"!strconv.ParseFloat: parsing "0x1": invalid syntax"#),
        (r#"strconv.ParseFloat("1e999", 64)"#, r#"!strconv.ParseFloat: parsing "1e999": value out of range"#),
        (r#"strconv.ParseNumber("-.5")"#, "-0.5"),
        (r#"strconv.ParseNumber("1Ki")"#, "1024"),
        (r#"strconv.ParseNumber("1_")"#, r#"!strconv.ParseNumber: parsing "1_": illegal '_' in number"#),
        (r#"strconv.ParseNumber("0xG")"#, r#"!strconv.ParseNumber: parsing "0xG": illegal hexadecimal number "0xG""#),
        (r#"strconv.QuoteToASCII("é")"#, r#""\"\\u00e9\"""#),
        (r#"strconv.QuoteRune(9786)"#, r#""'☺'""#),
        (r#"strconv.CanBackquote("a`")"#, "false"),
    ]);
}

#[test]
fn list() {
    check(&[
        ("list.SortStrings([\"b\", \"a\"])", r#"["a","b"]"#),
        (
            "list.SortStrings([1, 2])",
            "!invalid list element 0 in argument 0 to call: cannot use value 1 (int) as string",
        ),
        ("list.Avg([1, 2, 3, 4])", "2.5"),
        ("list.Avg([4, 8, 12])", "8"),
        ("list.Avg([])", "!empty list"),
        ("list.Max([1, 4.5, 3])", "4.5"),
        ("list.Min([3, 1])", "1"),
        ("list.Sum([])", "0"),
        ("list.Product([2, 3])", "6"),
        ("list.Range(0, 5, 2)", "[0,2,4]"),
        ("list.Range(5, 0, -1)", "[5,4,3,2,1]"),
        ("list.Range(0, 2, 0.5)", "[0,0.5,1,1.5]"),
        ("list.Range(0, 5, 0)", "!step must be non zero"),
        ("list.Range(0, 1000000000000, 1)", "!more than 10000000 elements"),
        ("list.Range(0, 1, 1e-300)", "!more than 10000000 elements"),
    ]);
}

#[test]
fn regexp() {
    check(&[
        (r#"regexp.Find("f\\w\\w", "afoot")"#, r#""foo""#),
        (r#"regexp.Find("f\\w\\w", "bar")"#, "!no match"),
        (r#"regexp.FindAll("f\\w\\w", "afoot afloat from", 2)"#, r#"["foo","flo"]"#),
        (r#"regexp.FindSubmatch("f(\\w)(x)?", "afloat")"#, r#"["fl","l",""]"#),
        (
            r#"regexp.FindAllNamedSubmatch("f(?P<A>\\w)(?P<B>\\w)", "afloat afoot", -1)"#,
            r#"[{A:"l",B:"o"},{A:"o",B:"o"}]"#,
        ),
        (r#"regexp.FindNamedSubmatch("f", "f")"#, "!no named submatches"),
        (r#"regexp.Valid("invalid)")"#, "!error parsing regexp: unexpected ): `invalid)`"),
        (r#"regexp.QuoteMeta("a.b")"#, r#""a\\.b""#),
        (r#"regexp.ReplaceAll("f(\\w)", "foo", "<$1>")"#, r#""<o>o""#),
    ]);
}

#[test]
fn math() {
    check(&[
        ("math.MultipleOf(5, 2.5)", "true"),
        ("math.MultipleOf(100, 1.00001)", "false"),
        ("math.MultipleOf(100e100, 10)", "true"),
        ("math.MultipleOf(5, 0)", "!division by zero"),
        ("math.Round(2.5)", "3"),
        ("math.Round(-2.5)", "-3"),
        ("math.RoundToEven(-2.5)", "-2"),
        ("math.RoundToEven(2.51)", "3"),
        ("math.Floor(-2.2)", "-3"),
        ("math.Floor(29e2)", "2900"),
        ("math.Ceil(-2.2)", "-2"),
        ("math.Ceil(2.5)", "3"),
        ("math.Trunc(-2.9)", "-2"),
        ("math.Jacobi(1000, 201)", "1"),
        ("math.Jacobi(1000, 2000)", "!big: invalid 2nd argument to Int.Jacobi: need odd integer but got 2000"),
        ("math.Asin(2.0e400)", "!cannot use 2.0E+400 (type float) as float64 in argument 0: value was rounded up"),
        ("math.Asin(2)", "!result is not a number"),
        ("math.Pow(8, 4)", "4096"),
        ("math.Pow(0, 0)", "!0 to the power of 0 is not defined"),
        ("math.Pow10(4)", "10000"),
        ("math.Pow10(-2)", "0.01"),
        ("math.Signbit(-4)", "true"),
        ("math.Abs(-2.2)", "2.2"),
        ("math.Cbrt(2)", "1.259921049894873164767210607278228"),
        ("math.Cbrt(-27)", "-3"),
        ("math.Cbrt(0.001)", "0.1"),
        ("math.Copysign(5, -2.2)", "-5"),
        ("math.Log2(5)", "2.321928094887362347870319429489391"),
        ("math.Log(0)", "!logarithm of a number that is not positive is not defined"),
        ("math.Dim(5, 7.2)", "0"),
        ("math.Dim(3, 2.5)", "0.5"),
        ("math.Gamma(5)", "24.0"),
        ("math/bits.Lsh(8, 4)", "128"),
        ("math/bits.Lsh(1, 99999999999)", "!shift count 99999999999 too large"),
        ("math/bits.Rsh(-1, 99999999999)", "-1"),
        ("math/bits.Set(256, 8, 0)", "0"),
        ("math/bits.And(18446744073709555470, 61687)", "6"),
        ("math/bits.Xor(4080, 18446744073709555471)", "18446744073709551871"),
        ("math/bits.Clear(15, 72057594037927944)", "7"),
        ("math/bits.OnesCount(7)", "3"),
    ]);
}

#[test]
fn path() {
    check(&[
        (r#"path.Join(["a/b", "c/d"])"#, r#""a/b/c/d""#),
        (r#"path.Join(["C:", "", "", "b"], "windows")"#, r#""C:b""#),
        (r#"path.Join(["C:", ""], "windows")"#, r#""C:.""#),
        (r#"path.Join(["//", "a"], "windows")"#, r#""\\a""#),
        (r#"path.Join(["\\\\host\\share", "foo"], "windows")"#, r#""\\\\host\\share\\foo""#),
        (r#"path.Join([], "unix")"#, r#""""#),
        (r#"path.Split("//host/share/foo", "windows")"#, r#"["//host/share/","foo"]"#),
        (r#"path.SplitList("a;\"b;c\"", "windows")"#, r#"["a","b;c"]"#),
        (r#"path.Clean("abc//def/../ghi/.")"#, r#""abc/ghi""#),
        (r#"path.Clean("../../a")"#, r#""../../a""#),
        (r#"path.Clean("/../a")"#, r#""/a""#),
        (r#"path.Clean("")"#, r#"".""#),
        (r#"path.Clean("c:\\abc\\def\\..\\..", "windows")"#, r#""c:\\""#),
        (r#"path.Match("*.txt", "a/b.txt")"#, "false"),
        (r#"path.Match("*.txt", "a/b.txt", "windows")"#, "true"),
        (r#"path.Match("[a-c]?\\*", "bé*")"#, "true"),
        (r#"path.Match("[", "a")"#, "!syntax error in pattern"),
        (r#"path.Match("a*b*c", "aXbYbZc")"#, "true"),
        (r#"path.Ext("a.dir/b")"#, r#""""#),
        (r#"path.Resolve("c:/a", "d:\\", "windows")"#, r#""d:\\""#),
        (r#"path.Resolve("/a/b", "/c/d", "windows")"#, r#""\\a\\b\\c\\d""#),
        (r#"path.Rel("a/b", "a/c/d")"#, r#""../c/d""#),
        (r#"path.Rel("/a", "b")"#, "!Rel: can't make b relative to /a"),
        (r#"path.Base("/a/b/")"#, r#""b""#),
        (r#"path.Base("///")"#, r#""/""#),
        (r#"path.Dir("/a/b")"#, r#""/a""#),
        (r#"path.IsAbs("c:", "windows")"#, "false"),
        (r#"path.IsAbs("//home/user/foo", "windows")"#, "true"),
        (r#"path.VolumeName("\\\\host\\share\\foo", "windows")"#, r#""\\\\host\\share""#),
        (r#"path.VolumeName("\\\\host\\", "windows")"#, r#""""#),
    ]);
}

#[test]
fn time() {
    check(&[
        (r#"time.Time("1937-01-01T12:00:27.87+00:20")"#, "true"),
        (r#"time.Time("no time")"#, "!invalid time \"no time\""),
        (r#"time.Unix(1500000000, 123456)"#, r#""2017-07-14T02:40:00.000123456Z""#),
        (r#"time.Unix(-1, 0)"#, r#""1969-12-31T23:59:59Z""#),
        (r#"time.Unix(9223372036854775807, 9223372036854775807)"#, "!time out of range"),
        (r#"time.ToUnix("2019-01-02T15:04:05-08:00")"#, "1546470245"),
        (r#"time.ToUnixNano("2017-07-14T02:40:00.000123456Z")"#, "1500000000000123456"),
        (
            r#"time.Split("2017-07-14T02:40:00.000123456Z")"#,
            "{year:2017,month:7,day:14,hour:2,minute:40,second:0,nanosecond:123456}",
        ),
        (
            r#"time.FormatString("Mon, 02 Jan 2006 15:04:05 MST", "2021-02-19T01:02:03Z")"#,
            r#""Fri, 19 Feb 2021 01:02:03 UTC""#,
        ),
        (r#"time.FormatString("MST -07", "2021-02-19T01:02:03-08:00")"#, r#""-0800 -08""#),
        (r#"time.Format("2021-02-19", "2006-01-02")"#, "true"),
        (r#"time.Format("2021-2-19", "2006-01-02")"#, r#"!invalid time "2021-2-19""#),
        (r#"time.FormatDuration(10920000000000)"#, r#""3h2m0s""#),
        (r#"time.ParseDuration("1m30s")"#, "90000000000"),
        (r#"time.Duration("90")"#, "!time: missing unit in duration \"90\""),
    ]);
}
