//! Packages `crypto/…`: hashes, message authentication and signatures.

use crate::args::*;
use ed25519_dalek::{Signature, VerifyingKey};
use hmac::{Hmac, KeyInit, Mac};
use md5::{Digest, Md5};
use sha1::Sha1;
use sha2::{Sha224, Sha256, Sha384, Sha512, Sha512_224, Sha512_256};
use tenon_eval::builtin::Package;
use tenon_ir::Data;

macro_rules! packages {
    ($($const:ident = $path:literal, $file:literal, $functions:expr;)*) => {$(
        pub(crate) static $const: Package = Package {
            path: concat!("crypto/", $path),
            functions: $functions,
            cue: include_str!(concat!("../../../stdlib/crypto/", $path, "/", $file)),
        };
    )*};
}

packages! {
    ED25519 = "ed25519", "ed25519.cue", functions! {
        "Valid"(publicKey: TEXT, message: TEXT, signature: TEXT) -> BOOL = verify;
    };
    HMAC = "hmac", "hmac.cue", functions! {
        "Sign"(hashName: STR, key: TEXT, data: TEXT) -> BYTES = sign;
    };
    MD5 = "md5", "md5.cue", functions! {
        "Sum"(data: TEXT) -> BYTES = sum::<Md5>;
    };
    SHA1 = "sha1", "sha1.cue", functions! {
        "Sum"(data: TEXT) -> BYTES = sum::<Sha1>;
    };
    SHA256 = "sha256", "sha256.cue", functions! {
        "Sum256"(data: TEXT) -> BYTES = sum::<Sha256>;
        "Sum224"(data: TEXT) -> BYTES = sum::<Sha224>;
    };
    SHA512 = "sha512", "sha512.cue", functions! {
        "Sum512"(data: TEXT) -> BYTES = sum::<Sha512>;
        "Sum384"(data: TEXT) -> BYTES = sum::<Sha384>;
        "Sum512_224"(data: TEXT) -> BYTES = sum::<Sha512_224>;
        "Sum512_256"(data: TEXT) -> BYTES = sum::<Sha512_256>;
    };
}

fn sum<D: Digest>(a: &[Data]) -> Result {
    Ok(Data::bytes(D::digest(a.bytes(0)?).as_slice()))
}

fn mac<M: Mac + KeyInit>(a: &[Data]) -> Result {
    match <M as KeyInit>::new_from_slice(a.bytes(1)?) {
        Ok(mac) => Ok(Data::bytes(mac.chain_update(a.bytes(2)?).finalize().into_bytes().as_slice())),
        Err(_) => fail("invalid key length"),
    }
}

fn sign(a: &[Data]) -> Result {
    match a.str(0)? {
        "MD5" => mac::<Hmac<Md5>>(a),
        "SHA1" => mac::<Hmac<Sha1>>(a),
        "SHA224" => mac::<Hmac<Sha224>>(a),
        "SHA256" => mac::<Hmac<Sha256>>(a),
        "SHA384" => mac::<Hmac<Sha384>>(a),
        "SHA512" => mac::<Hmac<Sha512>>(a),
        "SHA512_224" => mac::<Hmac<Sha512_224>>(a),
        "SHA512_256" => mac::<Hmac<Sha512_256>>(a),
        _ => fail("unsupported hash function"),
    }
}

fn verify(a: &[Data]) -> Result {
    let Ok(key) = <[u8; 32]>::try_from(a.bytes(0)?) else { return fail("ed25519: publicKey must be 32 bytes") };
    let Ok(signature) = <[u8; 64]>::try_from(a.bytes(2)?) else { return fail("ed25519: signature must be 64 bytes") };
    let message = a.bytes(1)?;
    let key = VerifyingKey::from_bytes(&key);
    let valid =
        key.is_ok_and(|key| ed25519_dalek::Verifier::verify(&key, message, &Signature::from_bytes(&signature)).is_ok());
    Ok(Data::bool(valid))
}
