//! Names of attributes that are asked for often, as small numbers.

/// Number of an attribute's name; names that are seldom asked for share `OTHER`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Key(u8);

impl Key {
    pub(super) const OTHER: Self = Self(0);
    pub(super) const CLASS: Self = Self(1);
    pub(super) const ID: Self = Self(2);
    pub(super) const HREF: Self = Self(3);
    pub(super) const REL: Self = Self(4);
    pub(super) const TYPE: Self = Self(5);
    pub(super) const LANG: Self = Self(6);
    pub(super) const ITEMPROP: Self = Self(7);
    pub(super) const ITEMTYPE: Self = Self(8);
    pub(super) const DATA_TESTID: Self = Self(9);

    /// How many numbers there are.
    pub(super) const COUNT: usize = 26;

    /// The number of a name in lower case. Inlined, it costs nothing for a name that stands in the code.
    #[inline(always)]
    pub(super) fn of(name: &str) -> Self {
        match name.len() {
            2 if name == "id" => Self::ID,
            3 => match name {
                "rel" => Self::REL,
                "src" => Self(10),
                "alt" => Self(11),
                _ => Self::OTHER,
            },
            4 => match name {
                "href" => Self::HREF,
                "type" => Self::TYPE,
                "lang" => Self::LANG,
                "name" => Self(12),
                "role" => Self(13),
                _ => Self::OTHER,
            },
            5 => match name {
                "class" => Self::CLASS,
                "style" => Self(14),
                "value" => Self(15),
                "width" => Self(16),
                _ => Self::OTHER,
            },
            6 => match name {
                "hidden" => Self(17),
                "height" => Self(18),
                "srcset" => Self(19),
                _ => Self::OTHER,
            },
            7 => match name {
                "content" => Self(20),
                "pubdate" => Self(25),
                _ => Self::OTHER,
            },
            8 => match name {
                "itemprop" => Self::ITEMPROP,
                "itemtype" => Self::ITEMTYPE,
                "property" => Self(21),
                "datetime" => Self(22),
                _ => Self::OTHER,
            },
            9 if name == "itemscope" => Self(23),
            11 if name == "data-testid" => Self::DATA_TESTID,
            14 if name == "data-component" => Self(24),
            _ => Self::OTHER,
        }
    }

    /// Whether elements with such an attribute are listed.
    pub(super) fn is_listed(self) -> bool {
        matches!(self, Self::ID | Self::REL | Self::ITEMPROP | Self::ITEMTYPE | Self::DATA_TESTID)
    }

    /// Whether HTML compares values of this attribute without case.
    pub(super) fn ignores_case(self) -> bool {
        matches!(self, Self::REL | Self::TYPE | Self::LANG)
    }

    pub(super) const fn index(self) -> usize {
        self.0 as usize
    }
}
