//! What settings would do.

use std::collections::HashMap;

use serde::Serialize;
use serde_json::Value;
use shared::domain::{
    attribute::AttributeRef,
    masking::PreviewSight,
    plan::{Counts, Decision, Held, Outcome, Plan},
    reason::Reason,
    run::RunReason,
    settings::warnings::SettingsWarning,
};
use utoipa::ToSchema;

use super::{
    DataProblemView, Page, ReasonView, employee::ChangeOfField, run::CountsView, settings::WarningView,
};

/// What a run under these settings would do. Nothing is written.
#[derive(Serialize, ToSchema)]
#[schema(as = Preview)]
pub(crate) struct PreviewView {
    /// How many of each.
    #[schema(value_type = CountsView)]
    counts: Counts,
    /// Who would be created or updated, by Personio id.
    actions: Page<ActionView>,
    /// Everybody who would be neither, nor unchanged, by their reason.
    reasons: Page<ReasonGroup>,
    /// What was found wrong with values, and how often.
    problems: Page<ProblemCount>,
    /// Null unless such a run would be held.
    #[schema(required = true)]
    held: Option<HeldView>,
    /// What is suspicious about the settings.
    #[schema(value_type = Vec<WarningView>)]
    warnings: Vec<Value>,
    /// Whether everybody was seen. Nothing is concluded about people who were not.
    complete: bool,
    /// Why a run would do nothing at all, such as `match_attribute_not_readable`.
    #[schema(value_type = Option<ReasonView>, required = true)]
    failure: Option<Value>,
}

/// One person who would be created or updated.
#[derive(Serialize, ToSchema)]
#[schema(as = PreviewAction)]
pub(crate) struct ActionView {
    /// `created` or `updated`.
    #[schema(value_type = String, schema_with = super::run::outcome_schema)]
    outcome: Outcome,
    /// Personio's id.
    #[schema(required = true)]
    personio_id: Option<String>,
    /// Pento's id.
    #[schema(required = true)]
    employee_id: Option<String>,
    /// Each field that would change.
    changes: Vec<ChangeOfField>,
    /// What was found wrong with the values.
    #[schema(value_type = Vec<DataProblemView>)]
    problems: Vec<Value>,
}

/// People with the same reason.
#[derive(Serialize, ToSchema)]
#[schema(as = PreviewReason)]
pub(crate) struct ReasonGroup {
    /// What would become of them.
    #[schema(value_type = String, schema_with = super::run::outcome_schema)]
    outcome: Outcome,
    /// Why.
    #[schema(value_type = ReasonView)]
    reason: Value,
    /// How many people that is.
    count: usize,
    /// All of them, where the caller may know (see the route).
    people: Vec<WhoView>,
}

/// A person by both ids, as far as they are known.
#[derive(Serialize, ToSchema)]
#[schema(as = Who)]
pub(crate) struct WhoView {
    /// Personio's id.
    #[schema(required = true)]
    personio_id: Option<String>,
    /// Pento's id.
    #[schema(required = true)]
    employee_id: Option<String>,
}

/// One kind of problem in one field.
#[derive(Serialize, ToSchema)]
#[schema(as = ProblemCount)]
pub(crate) struct ProblemCount {
    /// The problem.
    #[schema(value_type = DataProblemView)]
    problem: Value,
    /// How many people have it.
    count: usize,
}

/// Why a run would be held until an admin approves.
#[derive(Serialize, ToSchema)]
#[schema(as = HeldPreview)]
pub(crate) struct HeldView {
    /// What would happen to too many people.
    #[schema(value_type = Vec<EffectView>)]
    effects: Vec<Value>,
    /// The active employees.
    active: u64,
    /// In words.
    detail: String,
    /// An admin has approved exactly this within the last 24 hours, so the run would go on.
    approved: bool,
}

/// One effect on more people than everyday work explains.
#[derive(ToSchema)]
#[schema(as = HeldEffect)]
#[expect(dead_code, reason = "the shape alone is needed, for the document")]
pub(crate) struct EffectView {
    /// `blank` or `change_bank_details`.
    effect: String,
    /// The field that would be blanked; null for bank details.
    #[schema(required = true)]
    field: Option<String>,
    /// To how many active employees.
    people: u64,
    /// How many would be let through.
    allowed: u64,
}

impl PreviewView {
    /// The part of a plan that fits one page of actions, those behind the person `after`.
    pub(crate) fn planned(
        plan: &Plan,
        is_approved: bool,
        warnings: &[SettingsWarning],
        sight: &PreviewSight,
        after: Option<&str>,
        limit: usize,
    ) -> Self {
        let (actions, next_cursor) =
            if sight.names_people() { actions(plan, after, limit) } else { (Vec::new(), None) };
        let items = actions.into_iter().map(|decision| ActionView::of(decision, sight)).collect();
        Self {
            counts: plan.counts(),
            actions: Page { items, next_cursor },
            reasons: Page::whole(reasons(plan, sight.names_people())),
            problems: Page::whole(problems(plan)),
            held: plan.held.as_ref().map(|held| HeldView::of(held, is_approved)),
            warnings: super::settings::warnings(warnings),
            complete: plan.completeness == shared::domain::roster::Completeness::Complete,
            failure: None,
        }
    }

    /// Nobody's record holds the match attribute.
    pub(crate) fn match_attribute_not_readable(attribute: AttributeRef) -> Self {
        let reason = RunReason::MatchAttributeNotReadable { attribute };
        Self {
            counts: Counts::default(),
            actions: Page::whole(vec![]),
            reasons: Page::whole(vec![]),
            problems: Page::whole(vec![]),
            held: None,
            warnings: vec![],
            complete: true,
            failure: Some(super::coded(&reason, reason.sentence())),
        }
    }
}

/// One page of those who would be created or updated. They are ordered by Personio id, so that a page goes on rightly
/// although each request reads Personio anew.
fn actions<'a>(plan: &'a Plan, after: Option<&str>, limit: usize) -> (Vec<&'a Decision>, Option<String>) {
    let id = |decision: &Decision| decision.personio_id.as_ref().map_or(String::new(), ToString::to_string);
    let acts = |decision: &&Decision| matches!(decision.outcome, Outcome::Created | Outcome::Updated);
    let mut actions: Vec<_> =
        plan.decisions.iter().filter(acts).map(|decision| (id(decision), decision)).collect();
    actions.sort_by(|(a, _), (b, _)| a.cmp(b));
    let begin = after.map_or(0, |after| actions.partition_point(|(id, _)| id.as_str() <= after));
    let page = &actions[begin..actions.len().min(begin + limit)];
    let more = begin + page.len() < actions.len();
    let next = page.last().filter(|_| more).map(|(id, _)| crate::input::cursor(CURSOR, id));
    (page.iter().map(|(_, decision)| *decision).collect(), next)
}

/// The name of the list in its cursors.
pub(crate) const CURSOR: &str = "preview";

impl ActionView {
    fn of(decision: &Decision, sight: &PreviewSight) -> Self {
        let changes =
            decision.write.as_ref().map(shared::domain::plan::Write::change_log).unwrap_or_default();
        Self {
            outcome: decision.outcome,
            personio_id: decision.personio_id.as_ref().map(ToString::to_string),
            employee_id: decision.employee_id.as_ref().map(ToString::to_string),
            changes: changes.iter().map(|change| ChangeOfField::from(sight.change(change))).collect(),
            problems: super::problems(&decision.problems),
        }
    }
}

/// Everybody with a reason, those with the same one together, in the order they first occur.
fn reasons(plan: &Plan, names_people: bool) -> Vec<ReasonGroup> {
    let mut places: HashMap<(Outcome, &Reason), usize> = HashMap::new();
    let mut groups: Vec<ReasonGroup> = Vec::new();
    for decision in &plan.decisions {
        let Some(reason) = &decision.reason else { continue };
        let at = *places.entry((decision.outcome, reason)).or_insert_with(|| {
            groups.push(ReasonGroup {
                outcome: decision.outcome,
                reason: super::reason(reason),
                count: 0,
                people: Vec::new(),
            });
            groups.len() - 1
        });
        groups[at].count += 1;
        if !names_people {
            continue;
        }
        groups[at].people.push(WhoView {
            personio_id: decision.personio_id.as_ref().map(ToString::to_string),
            employee_id: decision.employee_id.as_ref().map(ToString::to_string),
        });
    }
    groups
}

/// How often each problem occurs among those who would be synced, the most frequent first.
fn problems(plan: &Plan) -> Vec<ProblemCount> {
    let mut counts: HashMap<&shared::domain::problem::Problem, usize> = HashMap::new();
    for problem in plan.decisions.iter().flat_map(|decision| &decision.problems) {
        *counts.entry(problem).or_default() += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by(|(a, n), (b, m)| m.cmp(n).then_with(|| a.cmp(b)));
    let view =
        |(problem, count)| ProblemCount { problem: serde_json::to_value(problem).unwrap_or_default(), count };
    counts.into_iter().map(view).collect()
}

impl HeldView {
    fn of(held: &Held, approved: bool) -> Self {
        Self {
            effects: held.effects.iter().filter_map(|effect| serde_json::to_value(effect).ok()).collect(),
            active: held.active,
            detail: held.to_string(),
            approved,
        }
    }
}
