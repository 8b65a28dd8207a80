//! Names and words of an invented company. Every name is a common one; no pair is taken from anywhere.

/// First names of women.
pub(super) const WOMEN: &[&str] = &[
    "Amelia",
    "Olivia",
    "Charlotte",
    "Emily",
    "Sophie",
    "Grace",
    "Hannah",
    "Lucy",
    "Eleanor",
    "Katherine",
    "Margaret",
    "Susan",
    "Jean",
    "Fiona",
    "Catriona",
    "Eilidh",
    "Isla",
    "Morag",
    "Sian",
    "Rhiannon",
    "Bethan",
    "Carys",
    "Angharad",
    "Niamh",
    "Aoife",
    "Orla",
    "Priya",
    "Anjali",
    "Fatima",
    "Ayesha",
    "Zainab",
    "Agnieszka",
    "Katarzyna",
    "Ngozi",
    "Adaeze",
    "Mei",
    "Thanh",
    "Ioana",
    "Yasmin",
    "Anne-Marie",
];

/// First names of men.
pub(super) const MEN: &[&str] = &[
    "Oliver", "George", "Harry", "Jack", "Thomas", "William", "James", "Daniel", "Edward", "Peter", "Colin",
    "Graham", "Callum", "Angus", "Hamish", "Ewan", "Fergus", "Alasdair", "Rhys", "Gareth", "Dafydd", "Owain",
    "Huw", "Emlyn", "Liam", "Declan", "Cormac", "Arjun", "Rohan", "Mohammed", "Imran", "Yusuf", "Piotr",
    "Tomasz", "Chukwudi", "Kwame", "Wei", "Andrei", "Samuel", "Jean-Luc",
];

/// Last names, in letters that HMRC prints.
pub(super) const SURNAMES: &[&str] = &[
    "Clarke",
    "Smith",
    "Taylor",
    "Brown",
    "Wilson",
    "Thompson",
    "Walker",
    "Wright",
    "Robinson",
    "Hughes",
    "Green",
    "Baker",
    "Cooper",
    "Ward",
    "Bennett",
    "Fletcher",
    "Ashworth",
    "Braithwaite",
    "Entwistle",
    "Pemberton",
    "Campbell",
    "Stewart",
    "MacDonald",
    "McGregor",
    "Fraser",
    "Murray",
    "Sinclair",
    "Mackenzie",
    "Buchanan",
    "Jones",
    "Davies",
    "Evans",
    "Griffiths",
    "Llewellyn",
    "Pritchard",
    "Bowen",
    "Vaughan",
    "O'Connor",
    "O'Neill",
    "O'Brien",
    "D'Souza",
    "D'Arcy",
    "Murphy",
    "Gallagher",
    "Byrne",
    "Patel",
    "Sharma",
    "Singh",
    "Kaur",
    "Khan",
    "Hussain",
    "Ahmed",
    "Begum",
    "Chowdhury",
    "Kowalski",
    "Nowak",
    "Lewandowska",
    "Okafor",
    "Adeyemi",
    "Mensah",
    "Nguyen",
    "Chen",
    "Popescu",
    "Smith-Jones",
    "Barnes-Wallace",
    "St Clair",
];

/// First names with marks that HMRC does not print, and the plain letters for addresses: (name, plain, woman).
pub(super) const ACCENTED: &[(&str, &str, bool)] = &[
    ("Zoë", "zoe", true),
    ("Siân", "sian", true),
    ("Chloé", "chloe", true),
    ("Seán", "sean", false),
    ("José", "jose", false),
    ("Łukasz", "lukasz", false),
    ("Małgorzata", "malgorzata", true),
    ("Róisín", "roisin", true),
    ("François", "francois", false),
    ("Björn", "bjorn", false),
    ("Özlem", "ozlem", true),
    ("Ștefan", "stefan", false),
];

/// Middle names; most people have none.
pub(super) const MIDDLE: &[&str] = &[
    "Rose", "Anne", "Louise", "Jane", "Mary", "John", "David", "Robert", "Alan", "Francis", "Morgan", "Lee",
];

/// People abroad: first name, last name, woman.
pub(super) const ABROAD: &[(&str, &str, bool)] = &[
    ("Katrin", "Becker", true),
    ("Stefan", "Hofmann", false),
    ("Lucia", "Moreno", true),
    ("Carlos", "Navarro", false),
    ("Camille", "Laurent", true),
    ("Antoine", "Mercier", false),
    ("Saskia", "Visser", true),
    ("Joost", "Bakker", false),
    ("Marta", "Ferreira", true),
    ("Paulo", "Teixeira", false),
    ("Ciara", "Doyle", true),
    ("Eoin", "Brennan", false),
];

/// Departments, with job titles.
pub(super) const DEPARTMENTS: &[(&str, &[&str])] = &[
    ("Finance", &["Payroll Specialist", "Management Accountant", "Finance Manager", "Credit Controller"]),
    (
        "Engineering",
        &[
            "Software Engineer",
            "Senior Software Engineer",
            "Site Reliability Engineer",
            "Engineering Manager",
        ],
    ),
    ("Customer Support", &["Support Agent", "Support Team Lead", "Customer Success Manager"]),
    ("Sales & Marketing", &["Account Executive", "Sales Manager", "Content Designer", "Marketing Analyst"]),
    ("People", &["People Partner", "Recruiter", "HR Administrator"]),
    ("Warehouse", &["Picker", "Forklift Driver", "Shift Supervisor", "Stock Controller"]),
    ("Product", &["Product Manager", "UX Researcher", "Product Designer"]),
    ("Legal", &["Solicitor", "Paralegal"]),
];

/// Teams; not everybody is in one.
pub(super) const TEAMS: &[&str] = &["North", "South", "Platform", "Onboarding", "Night shift"];

/// Cost centres.
pub(super) const COST_CENTRES: &[&str] = &["CC-100 Overheads", "CC-200 Delivery", "CC-300 Growth"];

/// Nationalities.
pub(super) const NATIONALITIES: &[&str] =
    &["British", "British", "British", "British", "Irish", "Indian", "Polish", "Nigerian"];
