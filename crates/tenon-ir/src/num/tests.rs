//! Tests of numbers: tables, and properties against exact rationals.

use super::*;
use num_integer::Integer;
use proptest::prelude::*;

fn n(text: &str) -> Num {
    match text.strip_prefix('-') {
        Some(t) => Num::parse_literal(t).unwrap().neg(),
        None => Num::parse_literal(text).unwrap(),
    }
}

#[test]
fn literals() {
    for (text, want) in [
        ("0", "0"),
        ("1_000", "1000"),
        ("0x_f", "!"),
        ("0xBad_Face", "195951310"),
        ("0o755", "493"),
        ("0b0101_0001", "81"),
        ("1.5G", "1500000000"),
        ("1.3Ki", "1331"),
        (".5M", "500000"),
        ("1Pi", "1125899906842624"),
        ("1.K", "!"),
        ("1e3K", "!"),
        ("170_141_183_460_469_231_731_687_303_715_884_105_727", "170141183460469231731687303715884105727"),
        ("0.", "0.0"),
        ("72.40", "72.40"),
        ("072.40", "72.40"),
        ("1.e+0", "1.0"),
        ("6.67428e-11", "6.67428e-11"),
        ("1E6", "1e+6"),
        (".25", "0.25"),
        (".12345E+5", "12345.0"),
        ("0.000001", "0.000001"),
        ("0.0000001", "1e-7"),
        ("1_", "!"),
        ("1__0", "!"),
        ("_1", "!"),
        ("01", "!"),
        ("", "!"),
        (".", "!"),
        ("1e", "!"),
        ("1e+", "!"),
        ("0x", "!"),
        ("0b2", "!"),
        ("Ki", "!"),
        ("i", "!"),
        ("1e100000", "1e+100000"),
        ("é", "!"),
    ] {
        let got = Num::parse_literal(text).map_or_else(|_| "!".into(), |n| n.to_string());
        assert_eq!(got, want, "{text}");
    }
    for text in ["1e100001", "1e-100001", "1e99999999999999999999", "123456e99999"] {
        assert_eq!(Num::parse_literal(text), Err(NumError::Range), "{text}");
    }
}

#[test]
fn json() {
    for (text, want) in [
        ("-1", "-1"),
        ("1.50", "1.50"),
        ("-0", "0"),
        ("1e2", "1E+2"),
        ("1E-9", "1E-9"),
        ("12345678901234567890", "12345678901234567890"),
    ] {
        assert_eq!(Num::parse_json(text).unwrap().to_json(), want);
    }
    for text in ["", "-", "01", "1.", ".5", "+1", "1e", "1_0", "0x1", "1K", "--1", "1 "] {
        assert_eq!(Num::parse_json(text), Err(NumError::Syntax), "{text}");
    }
}

#[test]
fn arithmetic() {
    for (a, op, b, want) in [
        ("123.45", '+', "987.65", "1111.10"),
        ("123.45", '-', "987.65", "-864.20"),
        ("123.45", '*', "987.65", "121925.3925"),
        ("123.45", '/', "987.65", "0.1249936718473143320002025008859414"),
        ("20", '/', "4", "5.0"),
        ("1", '/', "3", "0.3333333333333333333333333333333333"),
        ("2", '/', "3", "0.6666666666666666666666666666666667"),
        ("2.40", '/', "2", "1.20"),
        ("1000", '/', "10", "100.0"),
        ("1e3", '+', "1", "1001.0"),
        ("123456789012345678901234567890123456789", '+', "1", "1.234567890123456789012345678901235e+38"),
        ("9223372036854775807", '+', "1", "9223372036854775808"),
        ("-9223372036854775808", '-', "1", "-9223372036854775809"),
        ("9223372036854775807", '*', "9223372036854775807", "8.507059173023461584739690778423250e+37"),
        ("1", '+', "1e-100", "1.000000000000000000000000000000000"),
        ("1", '/', "0", "!"),
        ("0", '/', "5", "0.0"),
        ("-7", 'd', "2", "-4"),
        ("-7", 'd', "-2", "4"),
        ("-7", 'm', "2", "1"),
        ("-7", 'm', "-2", "1"),
        ("-7", 'q', "2", "-3"),
        ("-7", 'r', "2", "-1"),
        ("-9223372036854775808", 'q', "-1", "9223372036854775808"),
        ("1", 'm', "0", "!"),
        ("1.5", 'q', "1", "!"),
        ("1e99999", '*', "1e99999", "!"),
    ] {
        let (x, y) = (n(a), n(b));
        let got = match op {
            '+' => x.add(&y),
            '-' => x.sub(&y),
            '*' => x.mul(&y),
            '/' => x.div(&y),
            'd' => x.int_div(&y),
            'm' => x.int_mod(&y),
            'q' => x.int_quo(&y),
            _ => x.int_rem(&y),
        };
        assert_eq!(got.map_or_else(|_| "!".into(), |n| n.to_string()), want, "{a} {op} {b}");
    }
    let sum = n("123456789012345678901234567890123456789").add(&Num::ONE).unwrap();
    assert!(sum.is_int());
}

#[test]
fn equality_and_order() {
    let hash = |n: &Num| {
        let mut h = std::collections::hash_map::DefaultHasher::new();
        n.hash(&mut h);
        h.finish()
    };
    for (a, b) in [("1.0", "1.00"), ("1e2", "100.0"), ("0.0", "0e5"), ("1.0000000000000000000000000", "1.0")] {
        assert_eq!(n(a), n(b));
        assert_eq!(hash(&n(a)), hash(&n(b)), "{a} {b}");
    }
    assert_ne!(n("1"), n("1.0"));
    assert_eq!(n("1").compare(&n("1.0")), Ordering::Equal);
    assert_eq!(n("2").compare(&n("1e1")), Ordering::Less);
    assert_eq!(n("-2").compare(&n("-1e1")), Ordering::Greater);
    assert_eq!(n("1e100000").compare(&n("1e-100000")), Ordering::Greater);
    assert_eq!(n("0.1").compare(&n("-0.1")), Ordering::Greater);
}

#[test]
fn floats() {
    for (f, want) in
        [(0.1, "0.1"), (1e21, "1e+21"), (-2.5, "-2.5"), (3.0, "3.0"), (f64::MIN_POSITIVE, "2.2250738585072014e-308")]
    {
        let num = Num::from_f64(f).unwrap();
        assert_eq!(num.to_string(), want);
        assert_eq!(num.as_f64(), f);
    }
    assert_eq!(Num::from_f64(f64::NAN), None);
    assert!(n("2.0").is_integral() && !n("2.5").is_integral());
    assert_eq!(n("2.0").int_if_integral(), Num::Int(2));
    assert_eq!(n("0.000").to_string(), "0.000");
}

/// Whether `got` is `num/den` rounded half up to 34 digits.
fn is_rounded(got: &Num, num: BigInt, den: BigInt) -> bool {
    let (coeff, exp) = got.parts();
    let digits = coeff.magnitude().to_string().len();
    // |got - num/den| <= half a unit in the last place: 2 × |coeff × 10^exp × den - num| <= 10^exp × |den|
    let ten = |e: i32| decimal::pow10(e.max(0) as u32);
    let (up, down) = (ten(exp), ten(-exp));
    let difference = (coeff * &up * &den - &num * &down).abs();
    let exact = difference.is_zero();
    digits <= 34 && (exact || (digits == 34 && difference * 2 <= up * den.abs()))
}

#[test]
fn quotients_keep_a_digit() {
    for (a, b, quotient, product) in [
        ("4", "2", "2.0", "6.00"),
        ("0", "2", "0.0", "0.0"),
        ("1", "4", "0.25", "0.750"),
        ("4.00", "2", "2.00", "6.000"),
    ] {
        let q = n(a).div(&n(b)).unwrap();
        assert_eq!(q.to_string(), quotient, "{a} / {b}");
        assert_eq!(q.mul(&n("3.0")).unwrap().to_string(), product, "{a} / {b} * 3.0");
    }
}

proptest! {
    #[test]
    fn context_rounds(a in any::<i128>(), e in -40i32..40, b in any::<i128>(), f in -40i32..40) {
        let (x, y) = (Num::from_parts(false, a.into(), e).unwrap(), Num::from_parts(false, b.into(), f).unwrap());
        let ten = |e: i32| decimal::pow10(e as u32);
        let (p, q) = (BigInt::from(a) * ten(e + 40), BigInt::from(b) * ten(f + 40));
        prop_assert!(is_rounded(&x.add(&y).unwrap(), &p + &q, ten(40)));
        prop_assert!(is_rounded(&x.sub(&y).unwrap(), &p - &q, ten(40)));
        prop_assert!(is_rounded(&x.mul(&y).unwrap(), &p * &q, ten(80)));
        if b != 0 {
            prop_assert!(is_rounded(&x.div(&y).unwrap(), p.clone(), q.clone()));
        }
        prop_assert_eq!(x.compare(&y), p.cmp(&q));
    }

    #[test]
    fn small_agrees_with_big(a in any::<i64>(), e in -20i32..20, b in any::<i64>(), f in -20i32..20) {
        let (x, y) = (Num::Float { coeff: a, exp: e }, Num::Float { coeff: b, exp: f });
        let ten = |e: i32| decimal::pow10(e as u32);
        let (p, q) = (BigInt::from(a) * ten(e + 20), BigInt::from(b) * ten(f + 20));
        prop_assert!(is_rounded(&x.add(&y).unwrap(), &p + &q, ten(20)));
        prop_assert!(is_rounded(&x.mul(&y).unwrap(), p * q, ten(40)));
    }

    #[test]
    fn integer_divisions(a in any::<i128>(), b in any::<i128>()) {
        prop_assume!(b != 0);
        let (x, y) = (Num::from(a), Num::from(b));
        let (a, b) = (BigInt::from(a), BigInt::from(b));
        let (q, r) = (x.int_quo(&y).unwrap().to_bigint().unwrap(), x.int_rem(&y).unwrap().to_bigint().unwrap());
        prop_assert_eq!(&q * &b + &r, a.clone());
        prop_assert_eq!(a.div_rem(&b), (q, r));
        let (d, m) = (x.int_div(&y).unwrap().to_bigint().unwrap(), x.int_mod(&y).unwrap().to_bigint().unwrap());
        prop_assert_eq!(d * &b + &m, a);
        prop_assert!(!m.is_negative() && m < b.abs());
    }

    #[test]
    fn text_reads_back(a in any::<i128>(), e in -60i32..60) {
        let x = Num::from_parts(false, a.unsigned_abs().into(), e).unwrap();
        prop_assert_eq!(&Num::parse_literal(&x.to_string()).unwrap(), &x);
        prop_assert_eq!(&Num::parse_json(&x.to_json()).unwrap(), &x);
        prop_assert_eq!(Num::parse_literal(&x.to_string()).unwrap().to_string(), x.to_string());
    }

    #[test]
    fn literals_never_panic(text in "[0-9_.eEKMiox+-]{0,12}") {
        if let Ok(x) = Num::parse_literal(&text) {
            let _ = x.add(&x).and_then(|y| y.div(&x));
        }
    }
}
