//! Functions that read files of the workspace. A file that is not at hand makes their result unknown: it may be made before Terraform runs.

use super::call::{Call, Outcome};
use super::glob::Glob;
use super::template::missing_file;
use super::{FileError, FunctionError, encoding, hash};
use crate::value::{Reason, Type, Value};

pub(super) fn file(call: &Call<'_>) -> Outcome {
    with_content(call, |content| match std::str::from_utf8(content) {
        Ok(text) => Ok(text.into()),
        Err(_) => {
            let message = format!(
                "contents of `{}` are not valid UTF-8; use the filebase64 function to obtain the Base64 encoded contents",
                call.text(0)
            );
            Err(FunctionError::at(0, message))
        }
    })
}

fn with_content(call: &Call<'_>, make: impl Fn(&[u8]) -> Outcome) -> Outcome {
    match call.context.read(call.text(0)) {
        Ok(content) => make(&content),
        Err(_) => Ok(missing_file(call, call.text(0))),
    }
}

pub(super) fn filebase64(call: &Call<'_>) -> Outcome {
    with_content(call, |content| Ok(encoding::to_base64(content).into()))
}

pub(super) fn filemd5(call: &Call<'_>) -> Outcome {
    with_content(call, |content| Ok(hash::hex(&hash::md5_of(content)).into()))
}

pub(super) fn filesha1(call: &Call<'_>) -> Outcome {
    with_content(call, |content| Ok(hash::hex(&hash::sha1_of(content)).into()))
}

pub(super) fn filesha256(call: &Call<'_>) -> Outcome {
    with_content(call, |content| Ok(hash::hex(&hash::sha256_of(content)).into()))
}

pub(super) fn filesha512(call: &Call<'_>) -> Outcome {
    with_content(call, |content| Ok(hash::hex(&hash::sha512_of(content)).into()))
}

pub(super) fn filebase64sha256(call: &Call<'_>) -> Outcome {
    with_content(call, |content| Ok(encoding::to_base64(&hash::sha256_of(content)).into()))
}

pub(super) fn filebase64sha512(call: &Call<'_>) -> Outcome {
    with_content(call, |content| Ok(encoding::to_base64(&hash::sha512_of(content)).into()))
}

pub(super) fn fileexists(call: &Call<'_>) -> Outcome {
    let path = call.text(0);
    match call.context.read(path) {
        Ok(_) => Ok(true.into()),
        Err(FileError::NotFound) => Ok(false.into()),
        Err(FileError::Unreadable) => Ok(call.because(Type::Bool, Reason::File(path.into()))),
    }
}

pub(super) fn fileset(call: &Call<'_>) -> Outcome {
    let (directory, pattern) = (call.text(0), call.text(1));
    let glob = Glob::parse(pattern).ok_or_else(|| {
        FunctionError::at(1, format!("failed to glob pattern `{pattern}`: syntax error in pattern"))
    })?;
    match call.context.files_below(directory) {
        Ok(files) => {
            let matching = files
                .iter()
                .filter(|file| glob.matches(file))
                .map(|file| Value::from(file.as_str()));
            Ok(Value::set(Type::String, matching.collect()))
        }
        Err(_) => Ok(call.because(Type::String.set(), Reason::File(directory.into()))),
    }
}
