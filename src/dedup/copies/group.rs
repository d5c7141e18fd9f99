//! Which story an article belongs to, given its copies; what becomes of a story when one of its links goes.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{ArticleId, JudgedLink, StoryGroup, StoryId};

/// The links that count: all of them when they lead to one story; of several stories, those to the one that the best link leads to, and
/// the strong ones. So a digest with parts of two stories makes no one story of them.
///
/// `links` stand in their order, the best first.
pub fn counting_links(links: &[JudgedLink]) -> Vec<JudgedLink> {
    let Some(best) = links.first() else { return Vec::new() };
    let home = |link: &JudgedLink| link.story.map_or((1, link.to.0), |story| (0, story.0));
    links.iter().filter(|link| link.is_strong || home(link) == home(best)).copied().collect()
}

/// The stories of articles, given the links between them: what hangs together is one story, named after the lowest number in it.
pub fn regroup(articles: &BTreeSet<ArticleId>, links: &[(ArticleId, ArticleId)]) -> StoryGroup {
    let mut parent: BTreeMap<ArticleId, ArticleId> = articles.iter().map(|id| (*id, *id)).collect();
    for (one, other) in links {
        let (one, other) = (root(&parent, *one), root(&parent, *other));
        let (lower, higher) = (one.min(other), one.max(other));
        parent.insert(higher, lower);
    }
    let roots: BTreeMap<ArticleId, ArticleId> = articles.iter().map(|id| (*id, root(&parent, *id))).collect();
    let mut sizes: BTreeMap<ArticleId, usize> = BTreeMap::new();
    for root in roots.values() {
        *sizes.entry(*root).or_default() += 1;
    }
    roots
        .into_iter()
        .map(|(id, root)| (id, sizes.get(&root).is_some_and(|size| *size > 1).then_some(StoryId(root.0))))
        .collect()
}

fn root(parent: &BTreeMap<ArticleId, ArticleId>, mut id: ArticleId) -> ArticleId {
    while let Some(above) = parent.get(&id).filter(|above| **above != id) {
        id = *above;
    }
    id
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(ids: &[i64]) -> BTreeSet<ArticleId> {
        ids.iter().copied().map(ArticleId).collect()
    }

    #[test]
    fn what_hangs_together_is_a_story() {
        let links = [(4, 2), (2, 9), (5, 7)].map(|(one, other)| (ArticleId(one), ArticleId(other)));
        let group = regroup(&ids(&[2, 3, 4, 5, 7, 9]), &links);
        let stories: Vec<_> = group.values().map(|story| story.map(|story| story.0)).collect();
        assert_eq!(stories, [Some(2), None, Some(2), Some(5), Some(5), Some(2)]);
    }

    #[test]
    fn digest_does_not_put_stories_together_and_a_copy_of_both_does() {
        let link = |to: i64, story: Option<i64>, is_strong: bool| JudgedLink {
            to: ArticleId(to),
            story: story.map(StoryId),
            is_strong,
        };
        let counting =
            |links: &[JudgedLink]| counting_links(links).iter().map(|link| link.to.0).collect::<Vec<_>>();
        assert_eq!(
            counting(&[link(1, Some(1), false), link(5, Some(5), false), link(2, Some(1), false)]),
            [1, 2]
        );
        assert_eq!(counting(&[link(1, None, false), link(5, None, false)]), [1]);
        assert_eq!(counting(&[link(1, Some(1), true), link(5, Some(5), true)]), [1, 5]);
        assert!(counting(&[]).is_empty());
    }
}
