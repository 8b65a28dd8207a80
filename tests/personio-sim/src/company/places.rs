//! Towns, streets and countries. Streets are common names; house numbers and units of postcodes are drawn.

/// A town: name, county, postcode area, highest district, area code of its telephone numbers.
pub(super) struct Town {
    pub(super) name: &'static str,
    pub(super) county: &'static str,
    pub(super) area: &'static str,
    pub(super) districts: u32,
    /// The range Ofcom keeps free for drama, without its last three digits.
    pub(super) phone: &'static str,
}

const fn town(
    name: &'static str,
    county: &'static str,
    area: &'static str,
    districts: u32,
    phone: &'static str,
) -> Town {
    Town { name, county, area, districts, phone }
}

/// Where people live.
pub(super) const TOWNS: &[Town] = &[
    town("London", "Greater London", "SE", 28, "020 7946 0"),
    town("London", "Greater London", "E", 18, "020 7946 0"),
    town("London", "Greater London", "N", 22, "020 7946 0"),
    town("Leeds", "West Yorkshire", "LS", 29, "0113 496 0"),
    town("Sheffield", "South Yorkshire", "S", 14, "0114 496 0"),
    town("Manchester", "Greater Manchester", "M", 9, "0161 496 0"),
    town("Liverpool", "Merseyside", "L", 9, "0151 496 0"),
    town("Birmingham", "West Midlands", "B", 21, "0121 496 0"),
    town("Nottingham", "Nottinghamshire", "NG", 9, "0115 496 0"),
    town("Leicester", "Leicestershire", "LE", 9, "0116 496 0"),
    town("Bristol", "", "BS", 9, "0117 496 0"),
    town("Reading", "Berkshire", "RG", 9, "0118 496 0"),
    town("Newcastle upon Tyne", "Tyne and Wear", "NE", 9, "0191 498 0"),
    town("Edinburgh", "", "EH", 17, "0131 496 0"),
    town("Glasgow", "", "G", 9, "0141 496 0"),
    town("Cardiff", "", "CF", 5, "029 2018 0"),
    town("Belfast", "County Antrim", "BT", 17, "028 9649 6"),
];

/// Streets.
pub(super) const STREETS: &[&str] = &[
    "Station Road",
    "High Street",
    "Church Lane",
    "Victoria Road",
    "Mill Lane",
    "Park Avenue",
    "Queen's Drive",
    "St John's Road",
    "Albert Terrace",
    "The Crescent",
    "Windsor Close",
    "Chapel Street",
    "Manor Way",
    "Springfield Road",
    "North Street",
    "Orchard Gardens",
];

/// Second lines of an address.
pub(super) const SECOND_LINES: &[&str] = &[
    "Old Town",
    "Riverside",
    "Westfield",
    "Hillside",
    "Eastgate",
    "Northfields",
    "Southbank",
    "Castle Quarter",
];

/// The options of the attribute Country.
pub(super) const COUNTRIES: &[&str] =
    &["United Kingdom", "Germany", "Spain", "France", "Netherlands", "Portugal", "Ireland", "United States"];

/// Addresses abroad, in the order of [`super::words::ABROAD`] (two people a row): country, city, street, postcode.
pub(super) const FOREIGN: &[(&str, &str, &str, &str)] = &[
    ("Germany", "Berlin", "Lindenallee 14", "10115"),
    ("Spain", "Madrid", "Calle Mayor 8", "28013"),
    ("France", "Lyon", "12 rue de la Gare", "69002"),
    ("Netherlands", "Utrecht", "Stationsweg 21", "3511 AB"),
    ("Portugal", "Porto", "Rua do Almada 5", "4050-036"),
    ("Ireland", "Dublin", "3 Harbour View", "D02 X285"),
];

/// Offices: name, whole postcode of the workplace, holiday calendar's state.
pub(super) const OFFICES: &[(&str, &str, &str)] = &[
    ("London", "SE1 9GF", "England"),
    ("Leeds", "LS1 4AP", "England"),
    ("Edinburgh", "EH1 3EG", "Scotland"),
    ("Cardiff", "CF10 1EP", "Wales"),
];
