//! CSS selectors, as site rules write them, on our tree. Parsing and meaning are scraper's.

use cssparser::Parser;
use html5ever::Namespace;
use scraper::error::SelectorErrorKind;
use scraper::selector::{CssLocalName, CssString, NonTSPseudoClass, PseudoElement, Simple};
use selectors::attr::{AttrSelectorOperation, CaseSensitivity, NamespaceConstraint};
use selectors::bloom::BloomFilter;
use selectors::context::SelectorCaches;
use selectors::matching::{
    ElementSelectorFlags, MatchingContext, MatchingForInvalidation, MatchingMode, NeedsSelectorFlags,
    QuirksMode, matches_selector,
};
use selectors::parser::{ParseRelative, SelectorList};
use selectors::{Element as SelectorsElement, OpaqueElement};

use super::tree::{Content, Html};
use super::view::ElementRef;

/// A list of CSS selectors.
#[derive(Debug, Clone)]
pub(in crate::extract) struct Selector {
    list: SelectorList<Simple>,
}

impl Selector {
    /// Reads CSS.
    pub(in crate::extract) fn parse(css: &str) -> Result<Self, SelectorErrorKind> {
        let parser = scraper::selector::Parser;
        let list = SelectorList::parse(&parser, &mut Parser::new(css), ParseRelative::No)?;
        Ok(Self { list })
    }

    fn matches(&self, element: &ElementRef<'_>, caches: &mut SelectorCaches) -> bool {
        let mut context = MatchingContext::new(
            MatchingMode::Normal,
            None,
            caches,
            QuirksMode::NoQuirks,
            NeedsSelectorFlags::No,
            MatchingForInvalidation::No,
        );
        self.list.slice().iter().any(|selector| matches_selector(selector, 0, None, element, &mut context))
    }
}

impl Html {
    /// All elements that match, in page order.
    pub(in crate::extract) fn select<'a, 's>(
        &'a self,
        selector: &'s Selector,
    ) -> impl Iterator<Item = ElementRef<'a>> + use<'a, 's> {
        let mut caches = SelectorCaches::default();
        self.elements().filter(move |element| selector.matches(element, &mut caches))
    }
}

impl<'a> ElementRef<'a> {
    /// The elements in this one that match, in page order.
    pub(in crate::extract) fn select<'s>(
        &self,
        selector: &'s Selector,
    ) -> impl Iterator<Item = ElementRef<'a>> + use<'a, 's> {
        let mut caches = SelectorCaches::default();
        self.descendent_elements().skip(1).filter(move |element| selector.matches(element, &mut caches))
    }
}

impl SelectorsElement for ElementRef<'_> {
    type Impl = Simple;

    fn opaque(&self) -> OpaqueElement {
        match self.data() {
            Some(node) => OpaqueElement::new(node),
            None => OpaqueElement::new(self.tree()),
        }
    }

    fn parent_element(&self) -> Option<Self> {
        self.parent().and_then(Self::wrap)
    }

    fn parent_node_is_shadow_root(&self) -> bool {
        false
    }

    fn containing_shadow_host(&self) -> Option<Self> {
        None
    }

    fn is_pseudo_element(&self) -> bool {
        false
    }

    fn is_part(&self, _name: &CssLocalName) -> bool {
        false
    }

    fn is_same_type(&self, other: &Self) -> bool {
        self.tag() == other.tag()
    }

    fn imported_part(&self, _name: &CssLocalName) -> Option<CssLocalName> {
        None
    }

    fn prev_sibling_element(&self) -> Option<Self> {
        self.prev_siblings().find_map(Self::wrap)
    }

    fn next_sibling_element(&self) -> Option<Self> {
        self.next_siblings().find_map(Self::wrap)
    }

    fn first_element_child(&self) -> Option<Self> {
        self.children().find_map(Self::wrap)
    }

    fn is_html_element_in_html_document(&self) -> bool {
        true
    }

    fn has_local_name(&self, name: &CssLocalName) -> bool {
        self.value().name() == &*name.0
    }

    fn has_namespace(&self, _namespace: &Namespace) -> bool {
        true
    }

    fn attr_matches(
        &self,
        _namespace: &NamespaceConstraint<&Namespace>,
        name: &CssLocalName,
        operation: &AttrSelectorOperation<&CssString>,
    ) -> bool {
        self.attr(&name.0).is_some_and(|value| operation.eval_str(value))
    }

    fn match_non_ts_pseudo_class(
        &self,
        _class: &NonTSPseudoClass,
        _context: &mut MatchingContext<'_, Simple>,
    ) -> bool {
        false
    }

    fn match_pseudo_element(
        &self,
        _element: &PseudoElement,
        _context: &mut MatchingContext<'_, Simple>,
    ) -> bool {
        false
    }

    fn is_link(&self) -> bool {
        self.value().name() == "link"
    }

    fn is_html_slot_element(&self) -> bool {
        false
    }

    fn has_id(&self, id: &CssLocalName, case_sensitivity: CaseSensitivity) -> bool {
        self.attr("id").is_some_and(|own| case_sensitivity.eq(id.0.as_bytes(), own.as_bytes()))
    }

    fn has_class(&self, name: &CssLocalName, case_sensitivity: CaseSensitivity) -> bool {
        let classes = self.attr("class").unwrap_or_default();
        let mut classes = classes.split_ascii_whitespace();
        classes.any(|class| case_sensitivity.eq(name.0.as_bytes(), class.as_bytes()))
    }

    fn has_custom_state(&self, _name: &CssLocalName) -> bool {
        false
    }

    fn is_empty(&self) -> bool {
        self.first_child().is_none()
    }

    fn is_root(&self) -> bool {
        self.parent().and_then(|parent| parent.data()).is_some_and(|node| node.content == Content::Document)
    }

    fn apply_selector_flags(&self, _flags: ElementSelectorFlags) {}

    fn add_element_unique_hashes(&self, _filter: &mut BloomFilter) -> bool {
        false
    }
}
