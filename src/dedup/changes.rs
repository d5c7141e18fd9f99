//! What an edit changed, field by field; what is no edit is told apart from it.

use std::collections::HashSet;

use super::fold::folded;
use super::noise::is_noise;
use crate::model::{Article, Change, DateOrigin, Timestamp};

/// Most bytes before the title in a line that leads to another story («Read more: …»).
const LONGEST_LEAD_IN: usize = 40;

/// The fields in which two readings of one page differ, in a fixed order; empty when all that differs is noise.
///
/// A later `modified_at` alone is no edit: it is listed beside others, and tells whether the site owns up to them.
pub fn changes(before: &Article, after: &Article) -> Vec<Change> {
    let subtitle = |article: &Article| folded(article.subtitle.as_deref().unwrap_or_default());
    let authors = |article: &Article| article.authors.iter().map(|name| folded(name)).collect::<Vec<_>>();
    let has_changed = [
        (Change::Title, folded(&before.title) != folded(&after.title)),
        (Change::Subtitle, subtitle(before) != subtitle(after)),
        (Change::Body, told_text(before) != told_text(after)),
        (Change::Authors, authors(before) != authors(after)),
        (Change::PublishedAt, !is_same_time(stated_time(before), stated_time(after))),
    ];
    let mut changes: Vec<Change> =
        has_changed.into_iter().filter_map(|(change, changed)| changed.then_some(change)).collect();
    if !changes.is_empty() && !is_same_time(before.modified_at, after.modified_at) {
        changes.push(Change::ModifiedAt);
    }
    changes
}

/// The text of a story, folded, without counters, relative times and lines that lead to other stories. How it is divided into
/// paragraphs does not count.
pub(super) fn told_text(article: &Article) -> String {
    let others: HashSet<String> =
        article.related.iter().map(|link| folded(&link.title)).filter(|title| !title.is_empty()).collect();
    let is_told = |line: &&str| !is_noise(line) && !leads_elsewhere(line, &others);
    let told: Vec<&str> = article.body.split("\n\n").filter(is_told).collect();
    folded(&told.join("\n\n"))
}

fn leads_elsewhere(line: &str, others: &HashSet<String>) -> bool {
    if others.is_empty() {
        return false;
    }
    let line = folded(line);
    others.iter().any(|title| line.ends_with(title.as_str()) && line.len() <= title.len() + LONGEST_LEAD_IN)
}

/// The time of publication when it is the page's firm word. A visible «3 hours ago» or a clock in the page's head changes with every
/// reading, and what a feed or a header says is not there when the page is read by another way.
pub(super) fn stated_time(article: &Article) -> Option<Timestamp> {
    article.published_at.filter(|_| match article.published_from {
        Some(
            DateOrigin::JsonLd
            | DateOrigin::Meta
            | DateOrigin::TimeElement
            | DateOrigin::Dateline
            | DateOrigin::Url,
        ) => true,
        Some(DateOrigin::Feed | DateOrigin::Http | DateOrigin::Text) | None => false,
    })
}

/// The same moment in another zone is the same; so is a day that has become a time of that day, and a time that was not stated.
fn is_same_time(before: Option<Timestamp>, after: Option<Timestamp>) -> bool {
    match (before, after) {
        (None, _) | (_, None) => true,
        (Some(Timestamp::Instant(before)), Some(Timestamp::Instant(after))) => before == after,
        (Some(before), Some(after)) if before.is_instant() || after.is_instant() => {
            before.day() == after.day()
        }
        (Some(before), Some(after)) => before == after,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Block, BlockKind, LinkPosition, RelatedLink};

    const BODY: &str = "The council voted on Monday night.\n\nEleven members supported the plan, which the mayor called \"overdue\".";

    fn article(title: &str, body: &str) -> Article {
        let mut article = Article::empty("https://example.org/a");
        title.clone_into(&mut article.title);
        let blocks =
            body.split("\n\n").map(|text| Block { kind: BlockKind::Paragraph, text: text.to_owned() });
        article.set_blocks(blocks.collect());
        article
    }

    fn check(before: &Article, after: &Article, expected: &[Change]) {
        assert_eq!(changes(before, after), expected, "{before:?} / {after:?}");
    }

    fn stated(at: &str) -> Article {
        let mut article = article("Title", BODY);
        article.published_at = Some(at.parse().unwrap());
        article.published_from = Some(DateOrigin::JsonLd);
        article
    }

    #[test]
    fn edits_are_told_apart() {
        let plain = article("Council votes", BODY);
        check(&plain, &article("Council votes again", BODY), &[Change::Title]);
        check(&plain, &article("Council votes", &BODY.replace("Eleven", "Twelve")), &[Change::Body]);
        let mut signed = article("Council votes at last", BODY);
        signed.authors.push("Jane Roe".to_owned());
        signed.subtitle = Some("After ten years".to_owned());
        check(&plain, &signed, &[Change::Title, Change::Subtitle, Change::Authors]);
        check(
            &stated("2024-05-14T10:00:00+02:00"),
            &stated("2024-05-15T10:00:00+02:00"),
            &[Change::PublishedAt],
        );
        let mut modified = article("Council votes", &BODY.replace("Monday", "Tuesday"));
        modified.modified_at = Some("2024-05-15T10:00:00+02:00".parse().unwrap());
        let mut former = plain;
        former.modified_at = Some("2024-05-14T10:00:00+02:00".parse().unwrap());
        check(&former, &modified, &[Change::Body, Change::ModifiedAt]);
    }

    #[test]
    fn noise_is_no_edit() {
        let plain = article("Council \"votes\"", &format!("{BODY}\n\n12 comments\n\n3 hours ago"));
        for body in [
            format!("{BODY}\n\n14 comments\n\n4 hours ago"),
            BODY.to_owned(),
            BODY.replace("\n\n", " ")
                .replace("\"overdue\"", "“overdue”")
                .replace("voted on", "voted \u{a0}on"),
        ] {
            check(&plain, &article("Council «votes»", &body), &[]);
        }
        let mut linked =
            article("Council \"votes\"", &format!("{BODY}\n\nRead more: Choir looks for tenors"));
        linked.related.push(RelatedLink {
            title: "Choir looks for tenors".to_owned(),
            url: None,
            position: LinkPosition::InBody,
        });
        check(&plain, &linked, &[]);
        let mut touched = plain.clone();
        touched.modified_at = Some("2024-05-15T10:00:00+02:00".parse().unwrap());
        touched.keywords.push("town".to_owned());
        check(&plain, &touched, &[]);
    }

    #[test]
    fn same_moment_said_otherwise_is_no_edit() {
        check(&stated("2024-05-14T10:00:00+02:00"), &stated("2024-05-14T08:00:00+00:00"), &[]);
        check(&stated("2024-05-14"), &stated("2024-05-14T08:00:00+00:00"), &[]);
        check(&stated("2024-05-14T10:00:00+02:00"), &article("Title", BODY), &[]);
    }
}
