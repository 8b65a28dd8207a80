//! The core stays pure: no async, clock, environment, SDK or HTTP in `shared/src/domain`.

use std::{fs, io, path::Path};

/// What the domain must not name.
const FORBIDDEN: [&str; 18] = [
    "async fn",
    "async move",
    ".await",
    "tokio",
    "futures",
    "reqwest",
    "hyper",
    "axum",
    "aws_",
    "lambda_",
    "std::env",
    "std::fs",
    "std::net",
    "std::time",
    "SystemTime",
    "Timestamp::now",
    "Zoned::now",
    "tracing::",
];

#[test]
fn the_domain_names_nothing_that_waits_tells_the_time_or_reaches_outside() -> io::Result<()> {
    let domain = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/src/domain");
    let mut found = Vec::new();
    let read = look(&domain, &mut found)?;
    assert!(read > 40, "only {read} files were looked at");
    assert!(found.is_empty(), "{}", found.join("\n"));
    Ok(())
}

fn look(folder: &Path, found: &mut Vec<String>) -> io::Result<usize> {
    let mut read = 0;
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            read += look(&path, found)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            read += 1;
            let text = fs::read_to_string(&path)?;
            let code = text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//"));
            for (at, line) in code {
                for word in FORBIDDEN.iter().filter(|word| line.contains(**word)) {
                    found.push(format!("{}:{}: {word}", path.display(), at + 1));
                }
            }
        }
    }
    Ok(read)
}
