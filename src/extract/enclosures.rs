//! The media files that the feed entry attaches to a story. What they are is taken from their types, else from their names;
//! nothing is fetched.

use url::Url;

use crate::model::{Article, Enclosure, Hints, Image};

/// Names of picture files end like this.
const PICTURES: &[&str] = &["jpg", "jpeg", "png", "gif", "webp", "avif"];

/// Puts the entry's media with the article. Pictures among them are its images where the page shows none.
pub(super) fn add_enclosures(article: &mut Article, hints: &Hints) {
    article.enclosures.clone_from(&hints.enclosures);
    if article.images.is_empty() {
        let pictures = hints.enclosures.iter().filter(|enclosure| is_picture(enclosure));
        let images = pictures.map(|picture| Image { url: picture.url.clone(), caption: None, credit: None });
        article.images.extend(images);
    }
}

fn is_picture(enclosure: &Enclosure) -> bool {
    match enclosure.media_type.as_deref().map(str::trim).filter(|kind| kind.contains('/')) {
        Some(kind) => kind.get(.."image/".len()).is_some_and(|start| start.eq_ignore_ascii_case("image/")),
        None => Url::parse(&enclosure.url).is_ok_and(|url| {
            let ending = url.path().rsplit_once('.').map_or("", |(_, ending)| ending);
            PICTURES.iter().any(|picture| picture.eq_ignore_ascii_case(ending))
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(media_type: Option<&str>, url: &str, expected: bool) {
        let enclosure =
            Enclosure { url: url.to_owned(), media_type: media_type.map(str::to_owned), length: None };
        assert_eq!(is_picture(&enclosure), expected, "{media_type:?} {url}");
    }

    #[test]
    fn pictures_are_told_by_type_then_by_name() {
        check(Some("image/jpeg"), "https://thequay.example/1", true);
        check(Some("IMAGE/PNG"), "https://thequay.example/1.mp3", true);
        check(Some("audio/mpeg"), "https://thequay.example/1.jpg", false);
        check(None, "https://thequay.example/1.JPG?width=200", true);
        check(Some("picture"), "https://thequay.example/1.webp", true);
        check(None, "https://thequay.example/1.mp4", false);
        check(None, "https://thequay.example/jpg", false);
        check(None, "no address.jpg", false);
    }

    #[test]
    fn pictures_of_the_feed_are_images_only_where_the_page_shows_none() {
        let picture = Enclosure {
            url: "https://thequay.example/harbour.jpg".to_owned(),
            media_type: Some("image/jpeg".to_owned()),
            length: Some(20_000),
        };
        let film = Enclosure {
            url: "https://thequay.example/harbour.mp4".to_owned(),
            media_type: Some("video/mp4".to_owned()),
            length: None,
        };
        let hints = Hints { enclosures: vec![film.clone(), picture.clone()], ..Hints::default() };
        let mut bare = Article::empty("https://thequay.example/a");
        add_enclosures(&mut bare, &hints);
        assert_eq!(bare.images.iter().map(|image| image.url.as_str()).collect::<Vec<_>>(), [&picture.url]);
        assert_eq!(bare.enclosures, [film, picture]);
        let own = Image { url: "https://thequay.example/own.jpg".to_owned(), caption: None, credit: None };
        let mut pictured = Article::empty("https://thequay.example/a");
        pictured.images.push(own.clone());
        add_enclosures(&mut pictured, &hints);
        assert_eq!((pictured.images, pictured.enclosures.len()), (vec![own], 2));
    }
}
