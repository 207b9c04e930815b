//! The escape sequences of JSON's strings.

use crate::decoded::Decoded;
use crate::json::read::offset;

/// Resolves JSON's escapes; returns where the first bad one is.
pub(crate) fn decode(bytes: &[u8], written_at: u32, decoded: &mut Decoded) -> Option<usize> {
    let mut bad = None;
    let mut at = 0;
    while at < bytes.len() {
        let plain = memchr::memchr(b'\\', &bytes[at..]).unwrap_or(bytes.len() - at);
        if plain > 0 {
            decoded.add(&bytes[at..at + plain], written_at + offset(at));
            at += plain;
            continue;
        }
        let (character, length) = match escape(&bytes[at..]) {
            Some(found) => found,
            None => {
                bad.get_or_insert(at);
                ('\\', 1)
            }
        };
        decoded.add(character.encode_utf8(&mut [0; 4]).as_bytes(), written_at + offset(at));
        at += length;
    }
    // A byte that stands for the closing quote keeps the end of this string apart from the start of the next.
    decoded.add(b"\0", written_at + offset(bytes.len()));
    bad
}

/// The character that an escape sequence stands for, and its length.
fn escape(bytes: &[u8]) -> Option<(char, usize)> {
    let code = |at: usize| {
        let digits =
            bytes.get(at..at + 4).filter(|digits| digits.iter().all(u8::is_ascii_hexdigit))?;
        u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
    };
    let plain = |character| Some((character, 2));
    match bytes.get(1)? {
        b'"' => plain('"'),
        b'\\' => plain('\\'),
        b'/' => plain('/'),
        b'b' => plain('\u{8}'),
        b'f' => plain('\u{c}'),
        b'n' => plain('\n'),
        b'r' => plain('\r'),
        b't' => plain('\t'),
        b'u' => {
            let high = code(2)?;
            if let Some(character) = char::from_u32(high) {
                return Some((character, 6));
            }
            let low = if bytes.get(6..8) == Some(b"\\u") { code(8) } else { None };
            let pair = low.filter(|low| (0xdc00..0xe000).contains(low) && high < 0xdc00);
            let character = pair
                .and_then(|low| char::from_u32(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00)));
            Some(character.map_or((char::REPLACEMENT_CHARACTER, 6), |character| (character, 12)))
        }
        _ => None,
    }
}
