//! Microdata (`itemprop`) of the story, as the same structured data that JSON-LD gives.

use super::page_text::{fold_space, select_all, short_text_of};
use super::structured::StructuredData;
use crate::extract::dom::{ElementRef, Html};

/// Properties read per page.
const MAX_PROPERTIES: usize = 2_000;

/// Authors and keywords kept; a page that lists more lists the site's.
const MAX_VALUES: usize = 100;

/// Longest value, in bytes.
const LONGEST_VALUE: usize = 4_000;

/// Elements of an author that are looked through for the name.
const MAX_INSIDE: usize = 300;

/// Reads the properties of the page's article; where no element is marked as an article, those that stand in no item.
pub(super) fn read_microdata(html: &Html) -> StructuredData {
    let articles = select_all(html, "[itemtype*='Article' i], [itemtype*='BlogPosting' i]");
    let story = articles.into_iter().find(|article| owner(*article).is_none_or(|outer| !is_article(outer)));
    let mut data = StructuredData::default();
    for element in select_all(html, "[itemprop]").into_iter().take(MAX_PROPERTIES) {
        let owner = owner(element);
        let belongs = match story {
            Some(story) => owner.is_some_and(|owner| owner == story),
            None => {
                owner.is_none_or(|owner| owner.attr("itemtype").is_some_and(|kind| kind.ends_with("WebPage")))
            }
        };
        if belongs {
            for property in element.attr("itemprop").unwrap_or_default().split_whitespace() {
                take_property(&mut data, property, element);
            }
        }
    }
    data
}

fn take_property(data: &mut StructuredData, property: &str, element: ElementRef<'_>) {
    let slot = match property {
        "headline" => &mut data.headline,
        "alternativeHeadline" => &mut data.alternative_headline,
        "articleSection" => &mut data.section,
        "publisher" => &mut data.publisher,
        "datePublished" => &mut data.published,
        "dateModified" => &mut data.modified,
        "inLanguage" => &mut data.language,
        "license" => &mut data.licence,
        "author" => {
            if data.authors.len() < MAX_VALUES && !in_figure(element) {
                let is_house = element.attr("itemtype").is_some_and(|kind| kind.ends_with("Organization"));
                data.authors_are_organisations =
                    is_house && (data.authors.is_empty() || data.authors_are_organisations);
                data.authors.extend(name_of(element));
            }
            return;
        }
        "keywords" => {
            if data.keywords.len() < MAX_VALUES {
                data.keywords.extend(value_of(element));
            }
            return;
        }
        "isAccessibleForFree" => {
            data.free = value_of(element).map(|value| !value.to_lowercase().ends_with("false"));
            return;
        }
        _ => return,
    };
    if slot.is_none() {
        *slot = if property == "publisher" { name_of(element) } else { value_of(element) };
    }
}

/// The item that an element is a property of: its nearest ancestor with `itemscope`.
fn owner(element: ElementRef<'_>) -> Option<ElementRef<'_>> {
    element.ancestors().filter_map(ElementRef::wrap).find(|outer| outer.attr("itemscope").is_some())
}

/// Whether an element belongs to an image: its author took the picture.
fn in_figure(element: ElementRef<'_>) -> bool {
    element.ancestors().filter_map(ElementRef::wrap).any(|outer| outer.value().name() == "figure")
}

fn is_article(element: ElementRef<'_>) -> bool {
    element.attr("itemtype").is_some_and(|kind| kind.contains("Article") || kind.contains("BlogPosting"))
}

/// The machine-readable value if there is one, else the visible text.
fn value_of(element: ElementRef<'_>) -> Option<String> {
    let stated = ["content", "datetime"].iter().find_map(|name| element.attr(name));
    let stated = stated.filter(|value| value.len() <= LONGEST_VALUE).map(fold_space);
    let linked = || element.attr("href").map(str::to_owned).filter(|_| element.value().name() == "link");
    stated.or_else(linked).or_else(|| short_text_of(element)).filter(|value| !value.is_empty())
}

/// The name of a person or organisation: its `name` property, else the whole text.
fn name_of(element: ElementRef<'_>) -> Option<String> {
    let named = element.descendent_elements().skip(1).take(MAX_INSIDE).find(|inside| {
        inside.attr("itemprop").is_some_and(|names| names.split_whitespace().any(|name| name == "name"))
    });
    named.map_or_else(|| value_of(element), value_of)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn properties_of_the_article_are_read_and_those_of_other_items_are_not() {
        let html = Html::parse_document(
            "<div itemscope itemtype='https://schema.org/NewsArticle'>
               <h1 itemprop='headline'>Bridge  opens</h1>
               <span itemprop='author' itemscope itemtype='https://schema.org/Person'><b itemprop='name'>Ida Falk</b></span>
               <figure><i itemprop='author'>Karl Stein</i></figure>
               <time itemprop='datePublished' datetime='2021-03-18T09:00+01:00'>today</time>
               <div itemscope itemtype='https://schema.org/Comment'><i itemprop='datePublished' content='2022'></i></div>
             </div><p itemprop='dateModified'>elsewhere</p>",
        );
        let data = read_microdata(&html);
        assert_eq!(data.headline.as_deref(), Some("Bridge opens"));
        assert_eq!(data.authors, ["Ida Falk"]);
        assert_eq!(data.published.as_deref(), Some("2021-03-18T09:00+01:00"));
        assert_eq!(data.modified, None);
    }

    #[test]
    fn nested_properties_do_not_repeat_the_page() {
        let page = format!("{}{}", "<div itemprop=keywords>".repeat(300), "harbour news ".repeat(10_000));
        assert_eq!(read_microdata(&Html::parse_document(&page)).keywords, Vec::<String>::new());
        let names = "<i itemprop=author>Ida Falk</i>".repeat(1_000);
        assert_eq!(read_microdata(&Html::parse_document(&names)).authors.len(), MAX_VALUES);
    }

    #[test]
    fn loose_properties_count_on_a_page_without_an_article() {
        let html = Html::parse_document("<meta itemprop='datePublished' content='2021-03-18'>");
        assert_eq!(read_microdata(&html).published.as_deref(), Some("2021-03-18"));
    }
}
