//! Countries, by ISO 3166-1 code or by name.

use std::{collections::HashMap, sync::LazyLock};

use super::{Canonical, Parsed, fold};
use crate::domain::problem::ProblemCode;

mod table;

/// Codes that are also answers ("n/a", "no") or, in a British company, something else (NI for Northern Ireland): they
/// count in capitals only.
const CODES_IN_CAPITALS_ONLY: [&str; 3] = ["NA", "NI", "NO"];

/// The ISO alpha-2 code, from that code, the alpha-3 code, or the English or German name of a country.
///
/// Names are compared without case, accents, punctuation and a leading "the"; they must match whole. England, Scotland,
/// Wales and Northern Ireland are `GB`; the Isle of Man, Jersey and Guernsey are not. Names of more than one country
/// ("Congo", "Korea") are refused.
///
/// # Errors
/// [`ProblemCode::CountryInvalid`].
pub fn parse(text: &str) -> Parsed {
    let text = text.trim();
    by_code(text).or_else(|| by_name(text)).map(Canonical::clean).ok_or(ProblemCode::CountryInvalid)
}

fn by_code(text: &str) -> Option<&'static str> {
    static CODES: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
        table::COUNTRIES.iter().flat_map(|c| [(c.alpha_2, c.alpha_2), (c.alpha_3, c.alpha_2)]).collect()
    });
    if !matches!(text.len(), 2 | 3) {
        return None;
    }
    let code = text.to_ascii_uppercase();
    let in_capitals = code == text;
    CODES
        .get(code.as_str())
        .copied()
        .filter(|_| in_capitals || !CODES_IN_CAPITALS_ONLY.contains(&code.as_str()))
}

fn by_name(text: &str) -> Option<&'static str> {
    static NAMES: LazyLock<HashMap<String, &str>> = LazyLock::new(|| {
        let spellings = |name: &str| [fold::compact(name), fold::compact_german(name)];
        let countries = table::COUNTRIES.iter();
        countries
            .flat_map(|c| c.names.iter().flat_map(move |name| spellings(name).map(|key| (key, c.alpha_2))))
            .collect()
    });
    let name = fold::compact(text);
    NAMES.get(&name).or_else(|| NAMES.get(name.strip_prefix("the")?)).copied()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn countries_are_known_by_code_and_name() {
        let table = [
            ("GB", "GB"),
            ("gb", "GB"),
            ("GBR", "GB"),
            ("UK", "GB"),
            ("U.K.", "GB"),
            ("uk", "GB"),
            ("United Kingdom", "GB"),
            ("The United Kingdom", "GB"),
            ("united  kingdom ", "GB"),
            ("Great Britain", "GB"),
            ("England", "GB"),
            ("SCOTLAND", "GB"),
            ("Wales", "GB"),
            ("Northern Ireland", "GB"),
            ("Vereinigtes Königreich", "GB"),
            ("Vereinigtes Koenigreich", "GB"),
            ("Großbritannien", "GB"),
            ("Grossbritannien", "GB"),
            ("Isle of Man", "IM"),
            ("Jersey", "JE"),
            ("Guernsey", "GG"),
            ("Ireland", "IE"),
            ("Republic of Ireland", "IE"),
            ("Germany", "DE"),
            ("deu", "DE"),
            ("Deutschland", "DE"),
            ("Österreich", "AT"),
            ("Oesterreich", "AT"),
            ("O\u{308}sterreich", "AT"),
            ("Schweiz", "CH"),
            ("Island", "IS"),
            ("U.S.A.", "US"),
            ("United States", "US"),
            ("Cote d\u{2019}Ivoire", "CI"),
            ("Trinidad & Tobago", "TT"),
            ("St. Lucia", "LC"),
            ("The Gambia", "GM"),
            ("Niger", "NE"),
            ("Nigeria", "NG"),
            ("Guinea", "GN"),
            ("Guinea-Bissau", "GW"),
            ("Dominica", "DM"),
            ("Dominican Republic", "DO"),
            ("Korea, Republic of", "KR"),
            ("Democratic Republic of the Congo", "CD"),
            ("Viet Nam", "VN"),
            ("NA", "NA"),
            ("NI", "NI"),
            ("NO", "NO"),
            ("nor", "NO"),
            ("Namibia", "NA"),
        ];
        for (text, expected) in table {
            assert_eq!(parse(text), Ok(Canonical::clean(expected)), "{text:?}");
        }
    }

    #[test]
    fn other_texts_are_no_countries() {
        for text in [
            "",
            "-",
            "n/a",
            "N/A",
            "n.a.",
            "na",
            "Na",
            "no",
            "No",
            "ni",
            "XX",
            "ZZ",
            "EU",
            "EL",
            "Congo",
            "Korea",
            "Virgin Islands",
            "Channel Islands",
            "America",
            "Europe",
            "London",
            "New Jersey",
            "Ire",
            "German",
            "Germany, France",
            "not the UK",
            "GB-SCT",
            "G.B.",
            "\u{406}\u{415}",
            "ＧＢ",
            "🇬🇧",
            "Kosovo",
            "the",
        ] {
            assert_eq!(parse(text), Err(ProblemCode::CountryInvalid), "{text:?}");
        }
    }

    #[test]
    fn every_code_and_name_of_the_table_leads_to_its_own_country() {
        for country in &table::COUNTRIES {
            for text in [&country.alpha_2, &country.alpha_3].into_iter().chain(country.names) {
                assert_eq!(parse(text), Ok(Canonical::clean(country.alpha_2)), "{text:?}");
            }
        }
    }

    #[test]
    fn the_table_has_the_codes_of_the_standard() {
        let alpha_2: Vec<&str> = table::COUNTRIES.iter().map(|country| country.alpha_2).collect();
        assert!(alpha_2.is_sorted());
        assert_eq!(alpha_2.iter().collect::<BTreeSet<_>>().len(), 249);
        let alpha_3: BTreeSet<&str> = table::COUNTRIES.iter().map(|country| country.alpha_3).collect();
        assert_eq!(alpha_3.len(), 249);
        for (two, three) in
            [("CH", "CHE"), ("ME", "MNE"), ("SK", "SVK"), ("SV", "SLV"), ("TD", "TCD"), ("ZA", "ZAF")]
        {
            assert!(table::COUNTRIES.iter().any(|c| c.alpha_2 == two && c.alpha_3 == three), "{two}");
        }
    }
}
