//! Bytes to tokens, one at a time: the parser asks for the next token where its grammar stands, so quoted
//! strings and heredocs need no modes here.

/// What a token is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum TokenKind {
    /// The end of the text.
    End,
    /// In the recovering pass: the line that begins here belongs to an outer construct.
    Stop,
    Newline,
    Name,
    Number,
    Quote,
    Heredoc,
    OpenBrace,
    CloseBrace,
    /// `~}`, the end of an interpolation that strips the blanks behind it.
    StripBrace,
    OpenBracket,
    CloseBracket,
    OpenParen,
    CloseParen,
    Dot,
    Ellipsis,
    Comma,
    Assign,
    Arrow,
    Colon,
    DoubleColon,
    Question,
    Or,
    And,
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Plus,
    Minus,
    Star,
    Slash,
    Percent,
    Bang,
    Invalid,
}

/// A token and where it is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token {
    pub(crate) kind: TokenKind,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

const NAME_START: u8 = 1;
const NAME_CONTINUE: u8 = 2;

static CLASSES: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 128 {
        let character = byte as u8;
        if character.is_ascii_alphabetic() || character == b'_' {
            table[byte] = NAME_START | NAME_CONTINUE;
        } else if character.is_ascii_digit() || character == b'-' {
            table[byte] = NAME_CONTINUE;
        }
        byte += 1;
    }
    table
}

/// The token that begins at an offset that is neither blank nor a comment nor the end.
pub(crate) fn token_at(text: &[u8], start: usize) -> Token {
    use TokenKind as K;
    let byte = text[start];
    let next = text.get(start + 1).copied().unwrap_or(0);
    let (kind, length) = match byte {
        b'"' => (K::Quote, 1),
        b'{' => (K::OpenBrace, 1),
        b'}' => (K::CloseBrace, 1),
        b'[' => (K::OpenBracket, 1),
        b']' => (K::CloseBracket, 1),
        b'(' => (K::OpenParen, 1),
        b')' => (K::CloseParen, 1),
        b'.' if next == b'.' && text.get(start + 2) == Some(&b'.') => (K::Ellipsis, 3),
        b'.' => (K::Dot, 1),
        b',' => (K::Comma, 1),
        b'=' => pick(next, &[(b'=', K::Equal), (b'>', K::Arrow)], K::Assign),
        b':' => pick(next, &[(b':', K::DoubleColon)], K::Colon),
        b'?' => (K::Question, 1),
        b'|' => pick(next, &[(b'|', K::Or)], K::Invalid),
        b'&' => pick(next, &[(b'&', K::And)], K::Invalid),
        b'!' => pick(next, &[(b'=', K::NotEqual)], K::Bang),
        b'<' => match heredoc_opener(text, start) {
            Some(end) => (K::Heredoc, end - start),
            None => pick(next, &[(b'=', K::LessEqual)], K::Less),
        },
        b'>' => pick(next, &[(b'=', K::GreaterEqual)], K::Greater),
        b'+' => (K::Plus, 1),
        b'-' => (K::Minus, 1),
        b'*' => (K::Star, 1),
        b'/' => (K::Slash, 1),
        b'%' => (K::Percent, 1),
        b'~' => pick(next, &[(b'}', K::StripBrace)], K::Invalid),
        b'0'..=b'9' => (K::Number, number_end(text, start) - start),
        _ => match name_end(text, start) {
            Some(end) => (K::Name, end - start),
            None => (K::Invalid, invalid_length(text, start)),
        },
    };
    Token { kind, start, end: start + length }
}

fn pick(next: u8, pairs: &[(u8, TokenKind)], otherwise: TokenKind) -> (TokenKind, usize) {
    pairs.iter().find(|(byte, _)| *byte == next).map_or((otherwise, 1), |(_, kind)| (*kind, 2))
}

/// The end of the name that begins at an offset, if one does.
pub(crate) fn name_end(text: &[u8], start: usize) -> Option<usize> {
    let first = *text.get(start)?;
    let mut at = if CLASSES[first as usize] & NAME_START != 0 {
        start + 1
    } else {
        let character = character_at(text, start).filter(|character| !character.is_ascii())?;
        unicode_ident::is_xid_start(character).then_some(start + character.len_utf8())?
    };
    loop {
        while at < text.len() && CLASSES[text[at] as usize] & NAME_CONTINUE != 0 {
            at += 1;
        }
        match character_at(text, at) {
            Some(character)
                if !character.is_ascii() && unicode_ident::is_xid_continue(character) =>
            {
                at += character.len_utf8();
            }
            _ => return Some(at),
        }
    }
}

/// The end of the number that begins at an offset with a digit.
pub(crate) fn number_end(text: &[u8], start: usize) -> usize {
    let digits = |mut at: usize| {
        while text.get(at).is_some_and(u8::is_ascii_digit) {
            at += 1;
        }
        at
    };
    let mut end = digits(start);
    if text.get(end) == Some(&b'.') && text.get(end + 1).is_some_and(u8::is_ascii_digit) {
        end = digits(end + 1);
    }
    if matches!(text.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(text.get(end + 1), Some(b'+' | b'-')));
        let exponent = digits(end + 1 + sign);
        if exponent > end + 1 + sign {
            end = exponent;
        }
    }
    end
}

/// The end of `<<NAME` or `<<-NAME` at an offset, if a line end follows it.
fn heredoc_opener(text: &[u8], start: usize) -> Option<usize> {
    let rest = text.get(start..)?;
    let dash = usize::from(rest.strip_prefix(b"<<")?.first() == Some(&b'-'));
    let end = name_end(text, start + 2 + dash)?;
    line_break(text, end).map(|_| end)
}

/// The length of the line break at an offset, if there is one.
pub(crate) fn line_break(text: &[u8], at: usize) -> Option<usize> {
    match text.get(at)? {
        b'\n' => Some(1),
        b'\r' if text.get(at + 1) == Some(&b'\n') => Some(2),
        _ => None,
    }
}

/// The character at an offset, unless the text ends there or its bytes are no UTF-8.
pub(crate) fn character_at(text: &[u8], at: usize) -> Option<char> {
    let first = *text.get(at)?;
    let length = match first {
        0..=0x7f => return Some(char::from(first)),
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return None,
    };
    std::str::from_utf8(text.get(at..at + length)?).ok()?.chars().next()
}

fn invalid_length(text: &[u8], at: usize) -> usize {
    character_at(text, at).map_or(1, char::len_utf8)
}
