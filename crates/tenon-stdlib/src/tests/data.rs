//! Calls of the packages that read and write data, and their results.

use super::check;

#[test]
fn encodings() {
    check(&[
        (r#"encoding/base64.Encode(null, "hello")"#, r#""aGVsbG8=""#),
        (r#"encoding/base64.Decode(null, "aGVs\nbG8=")"#, "'hello'"),
        (r#"encoding/base64.Decode(null, "YQ==")"#, "'a'"),
        (r#"encoding/base64.Decode(null, "aGV$")"#, "!illegal base64 data at input byte 3"),
        (r#"encoding/base64.Decode(null, "YQ=")"#, "!illegal base64 data at input byte 3"),
        (r#"encoding/base64.Decode(null, "YQ")"#, "!illegal base64 data at input byte 0"),
        (r#"encoding/base64.Decode(null, "YQ==x")"#, "!illegal base64 data at input byte 4"),
        (r#"encoding/base64.EncodedLen(null, 4)"#, "8"),
        (
            r#"encoding/base64.Encode("x", "a")"#,
            "!base64: unsupported encoding: cannot use value \"x\" (type string) as null",
        ),
        (r#"encoding/hex.Encode("hi")"#, r#""6869""#),
        (r#"encoding/hex.Decode("6869")"#, "'hi'"),
        (r#"encoding/hex.Decode("6g")"#, "!encoding/hex: invalid byte: U+0067 'g'"),
        (r#"encoding/hex.Decode("686")"#, "!encoding/hex: odd length hex string"),
        (
            r#"encoding/hex.Dump("0123456789abcdefg")"#,
            "\"00000000  30 31 32 33 34 35 36 37  38 39 61 62 63 64 65 66  |0123456789abcdef|\\n\
             00000010  67                                                |g|\\n\"",
        ),
        (r#"encoding/csv.Decode("a,b\n\"x,\"\"y\",2\n\n")"#, r#"[["a","b"],["x,\"y","2"]]"#),
        (r#"encoding/csv.Decode("a,b\nc")"#, "!record on line 2: wrong number of fields"),
        (r#"encoding/csv.Decode("a\"b")"#, "!parse error on line 1, column 2: bare \" in non-quoted field"),
        (r#"encoding/csv.Encode([["a", "b c", " d"], [1, "x,y", "q\""]])"#, r#""a,b c,\" d\"\n1,\"x,y\",\"q\"\"\"\n""#),
        (r#"encoding/json.Marshal({"a": [1, 2.50, "<"]})"#, r#""{\"a\":[1,2.50,\"<\"]}""#),
        (r#"encoding/json.MarshalStream([1, "a"])"#, r#""1\n\"a\"\n""#),
        (r#"encoding/json.Unmarshal("{\"a\": 1}")"#, "{a:1}"),
        (r#"encoding/json.Unmarshal("{\"a\": 1}{\"b\": 2}")"#, "!json: invalid JSON"),
        (
            r#"encoding/json.Unmarshal("{\"a\": 1,}")"#,
            "!json: invalid JSON: invalid character '}' looking for beginning of object key string in line 1, column 9",
        ),
        (r#"encoding/json.UnmarshalStream("1 2")"#, "[1,2]"),
        (r#"encoding/json.UnmarshalStream("")"#, "[]"),
        (r#"encoding/json.Valid("1")"#, "true"),
        (r#"encoding/json.Valid("{")"#, "false"),
        (r#"encoding/json.Compact("[1, 2]")"#, r#""[1,2]""#),
        (r#"encoding/json.Indent("{\"a\": 1, \"b\": 2}", "", "  ")"#, r#""{\n  \"a\": 1,\n  \"b\": 2\n}""#),
        (r#"encoding/json.HTMLEscape("\"<&>\"")"#, r#""\"\\u003c\\u0026\\u003e\"""#),
        (r#"encoding/yaml.Marshal({"a": 1})"#, r#""a: 1\n""#),
        (r#"encoding/yaml.MarshalStream([{"a": 1}, {"b": 2}])"#, r#""a: 1\n---\nb: 2\n""#),
        (r#"encoding/yaml.Unmarshal("a: [1, x]")"#, r#"{a:[1,"x"]}"#),
        (r#"encoding/yaml.Unmarshal("---\na: 1\n")"#, "{a:1}"),
        (r#"encoding/yaml.Unmarshal("1\n---\n2")"#, "!3:1: expected a single YAML document"),
        (r#"encoding/yaml.Unmarshal("1\n---\n}invalid yaml")"#, "!3:1: expected a single YAML document"),
        (r#"encoding/yaml.UnmarshalStream("1\n---\n---\n2")"#, "[1,null,2]"),
        (r#"encoding/yaml.UnmarshalStream("")"#, "[null]"),
        (r#"encoding/toml.Marshal({"a": "x"})"#, r#""a = 'x'\n""#),
    ]);
}

#[test]
fn hashes() {
    check(&[
        (r#"crypto/md5.Sum("")"#, r#"'\xd4\x1d\x8c\xd9\x8f\x00\xb2\x04\xe9\x80\t\x98\xec\xf8B~'"#),
        (r#"crypto/sha1.Sum("")"#, r#"'\xda9\xa3\xee^kK\r2U\xbf\xef\x95`\x18\x90\xaf\xd8\x07\t'"#),
        (
            r#"crypto/hmac.Sign("MD5", "key", "The quick brown fox jumps over the lazy dog")"#,
            r#"'\x80\x07\x07\x13F>wI\xb9\x0c-\xc2I\x11\xe2u'"#,
        ),
        (r#"crypto/hmac.Sign("MD9", "key", "")"#, "!unsupported hash function"),
        (r#"crypto/ed25519.Valid("", "", "")"#, "!ed25519: publicKey must be 32 bytes"),
    ]);
}

#[test]
fn html() {
    check(&[
        (r#"html.Escape("<a href=\"x\">'&")"#, r#""&lt;a href=&#34;x&#34;&gt;&#39;&amp;""#),
        (r#"html.Unescape("&lt;&eacute;&#xe9;&#233;&#x80;&notit;&unknown;&amp")"#, r#""<ééé€¬it;&unknown;&""#),
        (r#"html.Unescape("& &# &#; &#x; &#99999999999;")"#, "\"& &# &#; &#x; \u{fffd}\""),
    ]);
}

#[test]
fn net() {
    check(&[
        (r#"net.SplitHostPort("[::1]:80")"#, r#"["::1","80"]"#),
        (r#"net.SplitHostPort("host")"#, "!address host: missing port in address"),
        (r#"net.SplitHostPort("a:b:c")"#, "!address a:b:c: too many colons in address"),
        (r#"net.JoinHostPort("::1", 80)"#, r#""[::1]:80""#),
        (r#"net.JoinHostPort([127, 0, 0, 1], "80")"#, r#""127.0.0.1:80""#),
        (r#"net.FQDN("foo.bar-1.com")"#, "true"),
        (r#"net.FQDN("-foo.com")"#, "false"),
        (r#"net.IPv4("1.2.3.4")"#, "true"),
        (r#"net.IPv4("1.2.3")"#, "false"),
        (r#"net.IPv4([1, 2, 3, 4])"#, "true"),
        (r#"net.IPv6("2001:db8::1")"#, "true"),
        (r#"net.IP("x")"#, "false"),
        (r#"net.LoopbackIP("127.0.0.1")"#, "true"),
        (r#"net.GlobalUnicastIP("255.255.255.255")"#, "false"),
        (r#"net.LinkLocalMulticastIP("ff02::1")"#, "true"),
        (r#"net.ToIP4("4.4.4.4")"#, "[4,4,4,4]"),
        (r#"net.ToIP16("4.4.4.4")"#, "[0,0,0,0,0,0,0,0,0,0,255,255,4,4,4,4]"),
        (r#"net.CompareIP("192.168.1.1", "2001:db8::1")"#, "-1"),
        (r#"net.CompareIP("invalid", "1.1.1.1")"#, "!ParseAddr(\"invalid\"): unable to parse IP"),
        (r#"net.InCIDR("192.168.1.5", "192.168.1.0/24")"#, "true"),
        (r#"net.InCIDR("2001:db9::1", "2001:db8::/32")"#, "false"),
        (r#"net.InCIDR("255.255.255.255", "0.0.0.0/0")"#, "true"),
        (r#"net.InCIDR("1.1.1.1", "invalid")"#, "!netip.ParsePrefix(\"invalid\"): no '/'"),
        (
            r#"net.InCIDR("192.168.1.0/24", "192.168.0.0/16")"#,
            "!ParseAddr(\"192.168.1.0/24\"): unexpected character (at \"/24\")",
        ),
        (
            r#"net.ParseCIDR("10.20.30.40/24")"#,
            r#"{prefix_mask:"255.255.255.0",prefix_len:24,prefix_addr:"10.20.30.0",broadcast_addr:"10.20.30.255"}"#,
        ),
        (r#"net.ParseCIDR("fe80::/10")"#, r#"{prefix_mask:"ffc0::",prefix_len:10,prefix_addr:"fe80::"}"#),
        (r#"net.AddIP("10.0.0.255", 1)"#, r#""10.0.1.0""#),
        (r#"net.AddIP("0.0.0.0", -1)"#, "!IP address arithmetic resulted in out-of-range address (underflow)"),
        (r#"net.AddIPCIDR("10.0.0.0/24", 1)"#, r#""10.0.1.0/24""#),
        (r#"net.URL("https://a.b/c?d=e#f")"#, "true"),
        (r#"net.URL("%")"#, "!parse \"%\": invalid URL escape \"%\""),
        (r#"net.URL("a:b:c")"#, "true"),
        (r#"net.URL("1:2")"#, "!parse \"1:2\": first path segment in URL cannot contain colon"),
        (r#"net.URL("http://a:b/")"#, "!parse \"http://a:b/\": invalid port \":b\" after host"),
        (r#"net.AbsURL("/foo")"#, "!URL is not absolute"),
        (r#"net.PathEscape("a b/c")"#, r#""a%20b%2Fc""#),
        (r#"net.QueryUnescape("a+b%20c")"#, r#""a b c""#),
        (r#"net.QueryUnescape("%zz")"#, "!invalid URL escape \"%zz\""),
    ]);
}

#[test]
fn uuid() {
    check(&[
        (
            r#"uuid.SHA1("6ba7b810-9dad-11d1-80b4-00c04fd430c8", "cuelang.org")"#,
            r#""052ef62d-7223-58b6-a551-c1deee46d401""#,
        ),
        (
            r#"uuid.MD5("6ba7b811-9dad-11d1-80b4-00c04fd430c8", "https://cuelang.org")"#,
            r#""d891d69e-ae5c-39e0-9ead-164abd207f1f""#,
        ),
        (r#"uuid.Valid("052ef62d_7223_58b6_a551_c1deee46d401")"#, "!invalid UUID format"),
        (r#"uuid.Valid("052ef62d-7223-58b6-a551-c1deee")"#, "!invalid UUID length: 30"),
        (r#"uuid.Parse("{123e4567-e89b-12d3-a456-426655440000}")"#, r#""123e4567-e89b-12d3-a456-426655440000""#),
        (r#"uuid.Parse("123E4567e89b12d3a456426655440000")"#, r#""123e4567-e89b-12d3-a456-426655440000""#),
        (r#"uuid.FromInt(1)"#, r#""00000000-0000-0000-0000-000000000001""#),
        (r#"uuid.FromInt(-1)"#, "!invalid UUID: integer out of range"),
        (r#"uuid.Variant("052ef62d-7223-58b6-a551-c1deee46d401")"#, "1"),
        (r#"uuid.Version("052ef62d-7223-58b6-a551-c1deee46d401")"#, "5"),
    ]);
}

#[test]
fn text() {
    check(&[
        (r#"text/tabwriter.Write("a\tb\tc\naaa\tbb\tvv")"#, r#""a   b  c\naaa bb vv""#),
        (r#"text/tabwriter.Write(["a\tb", "aaa\tb"])"#, r#""a   b\naaa b\n""#),
        (r#"text/template.Execute("{{.}}-{{.}}", "foo")"#, r#""foo-foo""#),
        (r#"text/template.HTMLEscape("<")"#, r#""&lt;""#),
        (r#"text/template.JSEscape("'")"#, r#""\\'""#),
    ]);
}
