//! Query strings, and which people are on a page.

use std::borrow::Cow;

use crate::{
    OverLimit,
    fault::What,
    http::{PageFaults, answers::Refusal},
    tokens::Family,
};

/// Names and values of a query, decoded.
pub(super) fn pairs(query: &str) -> impl Iterator<Item = (Cow<'_, str>, Cow<'_, str>)> {
    url::form_urlencoded::parse(query.as_bytes())
}

/// What a list of employees is asked for.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) limit: usize,
    pub(super) offset: usize,
    pub(super) email: Option<String>,
    /// Empty = all.
    pub(super) attributes: Vec<String>,
}

/// Most people on a page, since 2025-01-31.
const MOST: usize = 100;
/// People on a page when `limit` is missing.
const USUAL: usize = 50;

impl Asked {
    pub(super) fn read(query: &str, over: OverLimit) -> Result<Self, Refusal> {
        let refused = |message: &str| Refusal::new(Family::V1, 422, message);
        let mut asked = Self { limit: USUAL, offset: 0, email: None, attributes: Vec::new() };
        for (name, value) in pairs(query) {
            match &*name {
                "limit" => {
                    let limit = value.parse().unwrap_or(0);
                    if limit == 0 || (limit > MOST && over == OverLimit::Refuse) {
                        return Err(refused("The limit must be between 1 and 100."));
                    }
                    asked.limit = limit.min(MOST);
                }
                "offset" => {
                    asked.offset = value.parse().map_err(|_| refused("The offset must be an integer."))?;
                }
                "email" => asked.email = Some(value.into_owned()),
                "attributes[]" => asked.attributes.push(value.into_owned()),
                _ => {}
            }
        }
        Ok(asked)
    }
}

/// Which rows a page holds, of so many, as indices; and the total it claims.
pub(super) fn rows(total: usize, asked: &Asked, faults: &PageFaults) -> (Vec<usize>, u64) {
    let mut claimed = total as u64;
    let mut start = asked.offset;
    let mut twice = false;
    for what in &faults.0 {
        match what {
            What::TotalMoved(by) => claimed = claimed.saturating_add_signed(*by),
            What::DuplicateRow if start == 0 => twice = true,
            What::DuplicateRow => start -= 1,
            What::RowDropped => start += 1,
            _ => {}
        }
    }
    let mut rows: Vec<usize> = (start..total).take(asked.limit).collect();
    if twice && !rows.is_empty() {
        rows.insert(1, 0);
        rows.truncate(asked.limit.max(2));
    }
    (rows, claimed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(offset: usize, limit: usize) -> Asked {
        Asked { limit, offset, email: None, attributes: Vec::new() }
    }

    #[test]
    fn pages_and_their_faults() {
        let table = [
            (0, 3, None, vec![0, 1, 2], 7),
            (6, 3, None, vec![6], 7),
            (7, 3, None, vec![], 7),
            (3, 3, Some(What::TotalMoved(-2)), vec![3, 4, 5], 5),
            (3, 3, Some(What::TotalMoved(2)), vec![3, 4, 5], 9),
            (3, 3, Some(What::DuplicateRow), vec![2, 3, 4], 7),
            (0, 3, Some(What::DuplicateRow), vec![0, 0, 1], 7),
            (3, 3, Some(What::RowDropped), vec![4, 5, 6], 7),
            (0, 3, Some(What::RowDropped), vec![1, 2, 3], 7),
        ];
        for (offset, limit, faults, expected, claimed) in table {
            let answer = rows(7, &asked(offset, limit), &PageFaults(faults.iter().cloned().collect()));
            assert_eq!(answer, (expected, claimed), "{offset} {limit} {faults:?}");
        }
    }

    #[test]
    fn the_query_is_read_with_its_bounds() {
        let read = |query, over| Asked::read(query, over).map(|asked| (asked.limit, asked.offset)).ok();
        let table = [
            ("", OverLimit::Trim, Some((50, 0))),
            ("limit=100&offset=200", OverLimit::Trim, Some((100, 200))),
            ("limit=101", OverLimit::Trim, Some((100, 0))),
            ("limit=101", OverLimit::Refuse, None),
            ("limit=100", OverLimit::Refuse, Some((100, 0))),
            ("limit=0", OverLimit::Trim, None),
            ("limit=ten", OverLimit::Trim, None),
            ("offset=-1", OverLimit::Trim, None),
        ];
        for (query, over, expected) in table {
            assert_eq!(read(query, over), expected, "{query}");
        }
        let asked =
            Asked::read("attributes%5B%5D=id&attributes[]=email&email=a%2Bb@c.de", OverLimit::Trim).unwrap();
        assert_eq!(asked.attributes, ["id", "email"]);
        assert_eq!(asked.email.as_deref(), Some("a+b@c.de"));
    }
}
