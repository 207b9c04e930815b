//! Encodings of text.

use std::io::Read;
use std::sync::LazyLock;

use data_encoding::{BASE64, Encoding, Specification};
use encoding_rs::Encoding as Charset;
use flate2::read::GzDecoder;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::FunctionError;
use super::call::{Call, Outcome};
use crate::value::{Reason, Type};

/// What `base64gunzip` unpacks at most.
const MAX_UNPACKED: u64 = 16 << 20;

/// Standard Base64 as Go reads it: line breaks are skipped, bits that are left over do not matter.
static LENIENT: LazyLock<Encoding> = LazyLock::new(|| {
    let mut specification = Specification::new();
    specification
        .symbols
        .push_str("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
    specification.padding = Some('=');
    specification.ignore.push_str("\r\n");
    specification.check_trailing_bits = false;
    specification.encoding().expect("the specification is consistent")
});

const QUERY: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b' ');

pub(super) fn to_base64(bytes: &[u8]) -> String {
    BASE64.encode(bytes)
}

fn from_base64(text: &str) -> Result<Vec<u8>, FunctionError> {
    LENIENT
        .decode(text.as_bytes())
        .map_err(|_| FunctionError::at(0, format!("failed to decode base64 data `{text}`")))
}

pub(super) fn base64encode(call: &Call<'_>) -> Outcome {
    Ok(to_base64(call.text(0).as_bytes()).into())
}

pub(super) fn base64decode(call: &Call<'_>) -> Outcome {
    let bytes = from_base64(call.text(0))?;
    let text = String::from_utf8(bytes);
    Ok(text
        .map_err(|_| {
            FunctionError::at(0, "the result of decoding the provided string is not valid UTF-8")
        })?
        .into())
}

/// The bytes depend on the compressor of the Terraform release; only how they begin does not.
pub(super) fn base64gzip(call: &Call<'_>) -> Outcome {
    let unknown = call.because(Type::String, Reason::UnsupportedFunction(call.name.into()));
    Ok(unknown.refine(|refinement| refinement.prefix = Some("H4sIAAAAAAAA/".into())))
}

pub(super) fn base64gunzip(call: &Call<'_>) -> Outcome {
    let bytes = from_base64(call.text(0))?;
    let mut text = String::new();
    let read = GzDecoder::new(bytes.as_slice()).take(MAX_UNPACKED).read_to_string(&mut text);
    read.map_err(|_| FunctionError::at(0, "the string is not gzip-compressed text"))?;
    Ok(text.into())
}

pub(super) fn urlencode(call: &Call<'_>) -> Outcome {
    Ok(utf8_percent_encode(call.text(0), QUERY).to_string().replace(' ', "+").into())
}

pub(super) fn urldecode(call: &Call<'_>) -> Outcome {
    let text = call.text(0);
    let bytes = text.as_bytes();
    let hex = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_hexdigit);
    let broken =
        (0..bytes.len()).find(|at| bytes.get(*at) == Some(&b'%') && !(hex(at + 1) && hex(at + 2)));
    if let Some(at) = broken {
        let escape: String = text.get(at..).unwrap_or_default().chars().take(3).collect();
        return Err(FunctionError::at(
            0,
            format!("failed to decode URL `{text}`: invalid URL escape {escape:?}"),
        ));
    }
    let spaced = text.replace('+', " ");
    let decoded = percent_encoding::percent_decode_str(&spaced).decode_utf8();
    Ok(decoded
        .map_err(|_| {
            FunctionError::at(0, "the result of decoding the provided string is not valid UTF-8")
        })?
        .as_ref()
        .into())
}

/// The charsets that the encoding standard of the web does not have as such.
enum Coding {
    Latin1,
    Ascii,
    Utf16 { little: bool, mark: bool },
    Web(&'static Charset),
}

fn coding(call: &Call<'_>) -> Result<Coding, FunctionError> {
    let name = call.text(1);
    Ok(match name.to_ascii_lowercase().as_str() {
        "iso-8859-1" | "latin1" | "iso_8859-1" => Coding::Latin1,
        "us-ascii" | "ascii" => Coding::Ascii,
        "utf-16le" => Coding::Utf16 { little: true, mark: false },
        "utf-16be" => Coding::Utf16 { little: false, mark: false },
        "utf-16" => Coding::Utf16 { little: false, mark: true },
        _ => {
            let unsupported = || {
                FunctionError::at(
                    1,
                    format!(
                        "{name:?} is not a supported IANA encoding name or alias in this Terraform version"
                    ),
                )
            };
            Coding::Web(Charset::for_label(name.as_bytes()).ok_or_else(unsupported)?)
        }
    })
}

pub(super) fn textencodebase64(call: &Call<'_>) -> Outcome {
    let text = call.text(0);
    let bytes = match coding(call)? {
        Coding::Latin1 => text.chars().map(|char| u8::try_from(u32::from(char)).ok()).collect(),
        Coding::Ascii => text.is_ascii().then(|| text.as_bytes().to_vec()),
        Coding::Utf16 { little, mark } => {
            let units = mark.then_some(0xfeff).into_iter().chain(text.encode_utf16());
            Some(
                units
                    .flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() })
                    .collect(),
            )
        }
        Coding::Web(charset) => {
            let (bytes, _, lossy) = charset.encode(text);
            (!lossy).then(|| bytes.into_owned())
        }
    };
    let message = format!(
        "the given string contains characters that cannot be represented in {}",
        call.text(1)
    );
    Ok(to_base64(&bytes.ok_or_else(|| FunctionError::at(0, message))?).into())
}

pub(super) fn textdecodebase64(call: &Call<'_>) -> Outcome {
    let message = || {
        FunctionError::at(
            0,
            format!(
                "the given source string contains symbols that are not defined for {}",
                call.text(1)
            ),
        )
    };
    let bytes = LENIENT
        .decode(call.text(0).as_bytes())
        .map_err(|_| FunctionError::at(0, "the given value is not valid base64"))?;
    let text = match coding(call)? {
        Coding::Latin1 => bytes.iter().map(|byte| char::from(*byte)).collect(),
        Coding::Ascii => {
            bytes.is_ascii().then(|| String::from_utf8(bytes).ok()).flatten().ok_or_else(message)?
        }
        Coding::Utf16 { little, .. } => {
            let unit = |pair: &[u8]| {
                let pair: [u8; 2] = pair.try_into().unwrap_or_default();
                if little { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) }
            };
            let units: Vec<u16> = bytes.chunks(2).map(unit).collect();
            String::from_utf16(&units).map_err(|_| message())?
        }
        Coding::Web(charset) => charset
            .decode_without_bom_handling_and_without_replacement(&bytes)
            .ok_or_else(message)?
            .into_owned(),
    };
    Ok(text.into())
}
