//! HMRC's character sets of the real-time information schema (`FullPaymentSubmission-2026-v1-0.xsd`).

/// Charset D, for names: `[A-Za-z \-']`.
#[must_use]
pub fn is_d(c: char) -> bool {
    c.is_ascii_alphabetic() || matches!(c, ' ' | '-' | '\'')
}

/// Charset G, for addresses, payroll ids and passports: `[A-Za-z0-9 \.,\-\(\)/=!"%&\*;<>'\+:\?]`.
#[must_use]
pub fn is_g(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || matches!(
            c,
            ' ' | '.'
                | ','
                | '-'
                | '('
                | ')'
                | '/'
                | '='
                | '!'
                | '"'
                | '%'
                | '&'
                | '*'
                | ';'
                | '<'
                | '>'
                | '\''
                | '+'
                | ':'
                | '?'
        )
}

/// Charset H, for titles: `[A-Za-z\- \.']`.
#[must_use]
pub fn is_h(c: char) -> bool {
    is_d(c) || c == '.'
}
