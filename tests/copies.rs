//! Copies of one text on several sites: found, told why, judged anew when one is edited; and what must not be taken for copies.

use serde_json::Value;

use crate::program::Program;
use crate::stories::QUICK;
use crate::support::NewsServer;
use crate::support::world::{Story, story_page};

/// A site with an address of its own, and the story of an agency as it prints it.
struct Site {
    server: NewsServer,
    story: Story,
}

impl Site {
    /// `number` tells sites apart: each is another loopback address.
    fn start(number: u8, story: Story) -> Self {
        let server = NewsServer::start_at(&format!("127.0.0.{number}"));
        server.page(&story.path(), &story_page(&story));
        Self { server, story }
    }

    fn url(&self) -> String {
        self.server.url(&self.story.path()).to_string()
    }

    fn edit(&mut self, edit: impl FnOnce(&mut Story)) {
        edit(&mut self.story);
        self.server.page(&self.story.path(), &story_page(&self.story));
    }
}

/// The story of an agency: longer than the ordinary ones, so that there is something to cut.
fn wire() -> Story {
    let mut story = Story::english("bridge");
    story.paragraphs[0] = format!("HARWELL (Reuters) - {}", story.paragraphs[0]);
    story.paragraphs.extend([
        "The bridge was closed to lorries in 2011 after an inspector found cracks in two of its five piers, and to all traffic but bicycles three years later.".to_owned(),
        "Since then the bakery, the school and the doctor on the far bank have asked again and again for a crossing that an ambulance can use at night.".to_owned(),
    ]);
    story
}

fn read(program: &Program, sites: &[&Site]) -> Vec<Value> {
    let urls: Vec<String> = sites.iter().map(|site| site.url()).collect();
    let mut arguments = vec!["ingest"];
    for url in &urls {
        arguments.extend(["--url", url]);
    }
    program.json(&arguments, 0)
}

fn shown(program: &Program, site: &Site) -> Value {
    program.json(&["show", &site.url()], 0).remove(0)
}

/// The sites of the other articles of a story.
fn copies(program: &Program, site: &Site) -> Vec<String> {
    let story = shown(program, site)["story"].clone();
    let copies = story["copies"].as_array().cloned().unwrap_or_default();
    copies.iter().map(|copy| copy["site"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn copies_on_several_sites_are_one_story_and_each_says_why() {
    let agency = Site::start(2, wire());
    let cut = Site::start(3, {
        let mut story = wire();
        story.title = "A crossing for Harwell, after ten years of quarrel".to_owned();
        story.paragraphs.truncate(4);
        story
    });
    let coloured = Site::start(4, {
        let mut story = wire();
        story.paragraphs.insert(0, "Those who live by the river in our own town know the Harwell crossing from the summer regatta, which passes under it.".to_owned());
        story.paragraphs[2] = format!("{} {}", story.paragraphs[2], story.paragraphs[3]);
        story.paragraphs.remove(3);
        story
    });
    let other = Site::start(5, Story::arabic("jisr"));
    let program = Program::with_config(QUICK);
    read(&program, &[&agency, &cut, &coloured, &other]);

    let mut found = copies(&program, &cut);
    found.sort();
    assert_eq!(found, ["127.0.0.2", "127.0.0.4"]);
    assert!(shown(&program, &other)["story"].is_null());
    let stats = &program.json(&["stats"], 0)[0];
    assert_eq!(
        (&stats["stories"], &stats["articles_in_stories"], &stats["articles_ungrouped"]),
        (&1.into(), &3.into(), &0.into())
    );
    let text = program.run(&["show", &agency.url()]).out;
    assert!(text.contains("told by 2 more") && text.contains("one is a part of the other"), "{text}");
    assert!(text.contains("agency Reuters"), "{text}");
    assert_eq!(program.query::<i64>("SELECT count(*) FROM articles WHERE story_id IS NOT NULL"), 3);
    assert!(program.query::<i64>("SELECT count(*) FROM story_links WHERE kind = 'shortened'") > 0);
    assert_eq!(program.query::<i64>("SELECT articles FROM stories"), 3);
}

#[test]
fn edited_copy_is_judged_anew_and_what_hung_on_it_too() {
    let mut sites = [Site::start(12, wire()), Site::start(13, wire()), Site::start(14, wire())];
    let program = Program::with_config(QUICK);
    for site in &sites {
        read(&program, &[site]);
    }
    assert_eq!(copies(&program, &sites[0]).len(), 2);
    sites[1].edit(|story| {
        let other = Story::english("harvest");
        story.title = "Choir looks for tenors and a new piano before the winter".to_owned();
        story.paragraphs =
            other.paragraphs.iter().map(|text| text.split(' ').rev().collect::<Vec<_>>().join(" ")).collect();
    });
    assert_eq!(read(&program, &[&sites[1]])[0]["outcome"], "revised");
    assert!(shown(&program, &sites[1])["story"].is_null());
    // Whoever lost a link is looked at again, at the latest in the next run.
    read(&program, &[&sites[2]]);
    assert_eq!(copies(&program, &sites[0]), ["127.0.0.14"]);

    sites[1].edit(|story| *story = Story { slug: story.slug.clone(), ..wire() });
    read(&program, &[&sites[1]]);
    assert_eq!(copies(&program, &sites[1]).len(), 2);
}

#[test]
fn notes_in_a_storys_place_and_forms_of_one_site_are_no_copies() {
    let server = NewsServer::start_at("127.0.0.22");
    let program = Program::with_config(QUICK);
    let wall = [
        "This article is for our members. Subscribe to continue reading, or sign in to your account if you are already a subscriber.",
        "Your membership pays for reporting from every corner of the county, for the archive of forty years, and for the crossword.",
        "You can cancel at any time, and the first month costs as much as a cup of tea at the market hall.",
    ];
    let weather = |town: &str, degrees: u32| {
        vec![
            format!(
                "The day in {town} begins with fog in the valley, which gives way to sunshine before noon; the highest temperature is {degrees} degrees at three in the afternoon."
            ),
            format!(
                "In the evening clouds come in from the west over {town}, and it may rain from nine o'clock on; the lowest temperature of the night is {} degrees.",
                degrees - 11
            ),
            format!(
                "The wind blows from the south with {} kilometres an hour. Whoever drives to {town} tonight should expect wet leaves on the road over the pass.",
                degrees + 9
            ),
        ]
    };
    let pages: Vec<Story> = ["choir", "flood", "market"]
        .map(|slug| Story { paragraphs: wall.map(str::to_owned).to_vec(), ..Story::english(slug) })
        .into_iter()
        .chain([("Harwell", 21), ("Didcot", 19), ("Abingdon", 24)].map(|(town, degrees)| Story {
            slug: town.to_lowercase(),
            title: format!("Weather in {town} today"),
            paragraphs: weather(town, degrees),
            ..Story::english("weather")
        }))
        .collect();
    for story in &pages {
        server.page(&story.path(), &story_page(story));
        // What recurs on a site is learned to be no story: then there is no article, which is as good.
        program.run(&["ingest", "--url", server.url(&story.path()).as_str()]);
    }
    assert!(program.query::<i64>("SELECT count(*) FROM articles") >= 5);
    assert_eq!(program.query::<i64>("SELECT count(*) FROM articles WHERE story_id IS NOT NULL"), 0);
    assert_eq!(program.query::<i64>("SELECT count(*) FROM story_links"), 0);
}
