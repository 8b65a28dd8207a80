//! Work: department, team, office, hours, pay; and the noise that nobody maps.

use jiff::civil::Date;
use serde_json::{Value, json};

use super::{
    civil::{london_offset, plus_days},
    person::{Builder, Draft, Part},
    places::OFFICES,
    words::{COST_CENTRES, DEPARTMENTS, TEAMS},
};

/// A work schedule's id as seen in a real account: far beyond what a 64-bit float can tell apart (2^53 is about
/// 9.0 x 10^15).
const SCHEDULE: u64 = 1_067_807_102_794_692_000;

impl Builder {
    pub(super) fn work(&mut self, draft: &mut Draft, id: u64, start: Date, part: Part) {
        let department = self.below(DEPARTMENTS.len());
        let titles = DEPARTMENTS[department].1;
        draft.text("job_title", titles[self.below(titles.len())]);
        draft.put("department", object("Department", 281_500 + department, DEPARTMENTS[department].0));
        let office = self.made % OFFICES.len();
        draft.put("office", object("Office", 131_000 + office, OFFICES[office].0));
        draft.put("subcompany", object("Subcompany", 7033, "Harbour & Finch Ltd"));
        let team = match self.dice.below(20) {
            // Nobody's team, in each of the spellings that have been seen.
            0..6 => Value::Null,
            6 => json!(""),
            7 => json!([]),
            n => object("Team", 59_000 + n as usize % TEAMS.len(), TEAMS[n as usize % TEAMS.len()]),
        };
        draft.put("team", team);
        draft.put("supervisor", self.supervisor());
        let centres = self.cost_centres();
        draft.put("cost_centre", centres);
        draft.text("employment_type", if part == Part::Abroad { "external" } else { "internal" });
        let hours = self.dice.pick(&["40", "37.5", "37.5", "37.5", "35", "20", "16"]);
        draft.text("weekly_hours", hours);
        draft.put("work_schedule", schedule(hours));
        draft.put("holiday_calendar", calendar(OFFICES[office].2));
        draft.put("absence_entitlement", entitlement());
        self.pay(draft);
        self.stamps(draft, id, start);
        self.noise(draft);
    }

    fn below(&mut self, bound: usize) -> usize {
        self.dice.below(u32::try_from(bound).unwrap_or(1)) as usize
    }

    /// Somebody who came earlier; nobody for the first.
    fn supervisor(&mut self) -> Value {
        let leader = self.below(self.leaders.len());
        let Some((id, first, last, email)) = self.leaders.get(leader) else { return Value::Null };
        json!({"type": "Employee", "attributes": {
            "id": {"label": "ID", "value": id, "type": "integer", "universal_id": "id"},
            "first_name": {"label": "First name", "value": first, "type": "standard", "universal_id": "first_name"},
            "last_name": {"label": "Last name", "value": last, "type": "standard", "universal_id": "last_name"},
            "email": {"label": "Email", "value": email, "type": "standard", "universal_id": "email"},
        }})
    }

    /// None, one, or two with different shares.
    fn cost_centres(&mut self) -> Value {
        let centre = |at: usize, share: u32| json!({"type": "CostCenter", "attributes": {"id": 700 + at, "name": COST_CENTRES[at], "percentage": share}});
        let first = self.below(COST_CENTRES.len());
        match self.dice.below(10) {
            0 => json!([]),
            1 => json!([centre(first, 70), centre((first + 1) % COST_CENTRES.len(), 30)]),
            _ => json!([centre(first, 100)]),
        }
    }

    fn pay(&mut self, draft: &mut Draft) {
        if self.dice.percent(15) {
            draft.put("hourly_salary", json!(12.71 + f64::from(self.dice.below(20)) * 0.5));
            return;
        }
        let yearly = 24_000 + 500 * self.dice.below(120);
        if self.dice.percent(50) {
            draft.put("fix_salary", json!(yearly));
            draft.text("fix_salary_interval", "yearly");
        } else {
            // Whole pence of a twelfth: an integer or a fraction, as Personio sends them.
            draft.put("fix_salary", json!(f64::from(yearly * 100 / 12) / 100.0));
            draft.text("fix_salary_interval", "monthly");
        }
    }

    fn stamps(&mut self, draft: &mut Draft, id: u64, start: Date) {
        let made = plus_days(start, -21);
        draft.text("created_at", format!("{made}T10:{:02}:37{}", id % 60, london_offset(made)));
        let changed = plus_days(self.today, -self.dice.between(2, 200));
        draft.text("last_modified_at", format!("{changed}T16:05:{:02}{}", id % 60, london_offset(changed)));
        if self.dice.percent(20) {
            draft.text(
                "profile_picture",
                format!("https://api.personio.de/v1/company/employees/{id}/profile-picture"),
            );
        } else {
            draft.put("profile_picture", Value::Null);
        }
    }

    fn noise(&mut self, draft: &mut Draft) {
        // Tags come joined by commas in any order, or as a JSON list inside a string.
        let languages = self.dice.pick(&[
            "English",
            "English,Welsh",
            "Welsh,English",
            "[\"English\",\"Polish\"]",
            "",
            "English,Urdu",
        ]);
        draft.text("languages", languages);
        draft.text("diet", self.dice.pick(&["", "", "Vegan", "No nuts, please,Vegetarian"]));
        draft.text("certificates", self.dice.pick(&["", "", "First aid", "Fire warden,First aid"]));
        draft.text("head_of_department", self.dice.pick(&["Nein", "Nein", "Nein", "Ja"]));
        draft.text("t_shirt_size", self.dice.pick(&["S", "M", "L", "XL", ""]));
        draft.text(
            "notes",
            self.dice.pick(&["", "", "Keys handed over.\nBadge pending.", "Prefers calls in the morning."]),
        );
        if self.dice.percent(30) {
            let locker = self.dice.below(400);
            draft.put("locker", json!(locker));
        }
        if self.dice.percent(50) {
            draft.text("laptop", format!("HF{:06}", self.dice.below(1_000_000)));
        }
    }
}

fn object(kind: &str, id: usize, name: &str) -> Value {
    json!({"type": kind, "attributes": {"id": id, "name": name}})
}

fn schedule(hours: &str) -> Value {
    let day = if hours == "40" { "08:00" } else { "07:30" };
    json!({"type": "WorkSchedule", "attributes": {
        "id": SCHEDULE, "name": format!("{hours} hours (mon,tue,wed,thu,fri)"), "valid_from": null, "monday": day,
        "tuesday": day, "wednesday": day, "thursday": day, "friday": day, "saturday": "00:00", "sunday": "00:00",
    }})
}

fn calendar(state: &str) -> Value {
    json!({"type": "HolidayCalendar", "attributes": {
        "id": 189, "name": format!("United Kingdom ({state})"), "country": "GB", "state": state,
    }})
}

fn entitlement() -> Value {
    json!([{"type": "TimeOffType", "attributes": {
        "id": 113_437, "name": "Paid vacation", "category": "paid_vacation", "entitlement": 25,
    }}])
}
