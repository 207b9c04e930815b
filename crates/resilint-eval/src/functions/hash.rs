//! Hashes, and what differs from run to run.

use std::fmt::Write as _;

use ::md5::Md5;
use ::sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};
use uuid::Uuid;

use super::call::{Call, Outcome};
use super::{FunctionError, encoding};
use crate::value::{Reason, Type};

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("writing to a string");
        text
    })
}

pub(super) fn md5_of(bytes: &[u8]) -> Vec<u8> {
    Md5::digest(bytes).to_vec()
}

pub(super) fn sha1_of(bytes: &[u8]) -> Vec<u8> {
    Sha1::digest(bytes).to_vec()
}

pub(super) fn sha256_of(bytes: &[u8]) -> Vec<u8> {
    Sha256::digest(bytes).to_vec()
}

pub(super) fn sha512_of(bytes: &[u8]) -> Vec<u8> {
    Sha512::digest(bytes).to_vec()
}

pub(super) fn md5(call: &Call<'_>) -> Outcome {
    Ok(hex(&md5_of(call.text(0).as_bytes())).into())
}

pub(super) fn sha1(call: &Call<'_>) -> Outcome {
    Ok(hex(&sha1_of(call.text(0).as_bytes())).into())
}

pub(super) fn sha256(call: &Call<'_>) -> Outcome {
    Ok(hex(&sha256_of(call.text(0).as_bytes())).into())
}

pub(super) fn sha512(call: &Call<'_>) -> Outcome {
    Ok(hex(&sha512_of(call.text(0).as_bytes())).into())
}

pub(super) fn base64sha256(call: &Call<'_>) -> Outcome {
    Ok(encoding::to_base64(&sha256_of(call.text(0).as_bytes())).into())
}

pub(super) fn base64sha512(call: &Call<'_>) -> Outcome {
    Ok(encoding::to_base64(&sha512_of(call.text(0).as_bytes())).into())
}

pub(super) fn uuidv5(call: &Call<'_>) -> Outcome {
    let namespace = match call.text(0) {
        "dns" => Uuid::NAMESPACE_DNS,
        "url" => Uuid::NAMESPACE_URL,
        "oid" => Uuid::NAMESPACE_OID,
        "x500" => Uuid::NAMESPACE_X500,
        other => {
            let message = format!("uuidv5() doesn't support namespace `{other}`");
            Uuid::try_parse(other).map_err(|_| FunctionError::at(0, message))?
        }
    };
    Ok(Uuid::new_v5(&namespace, call.text(1).as_bytes()).to_string().into())
}

/// A function whose result depends on when or where it runs.
pub(super) fn impure(call: &Call<'_>) -> Outcome {
    Ok(call.because(Type::String, Reason::Impure(call.name.into())))
}

/// A function whose result nobody needs in order to judge an architecture.
pub(super) fn unsupported(call: &Call<'_>) -> Outcome {
    Ok(call.because(Type::String, Reason::UnsupportedFunction(call.name.into())))
}
