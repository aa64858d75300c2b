//! Is a picture a document that others can read, with everything in it that the view shows?

use crate::story::{Story, subject};
use export::figure::{self, View};
use export::theme::Theme;
use locale::Language;
use picture::scrubber::Scrubber;
use roxmltree::{Document, Node};
use std::collections::BTreeSet;
use view::time::{Folds, Lanes, Quiet};

/// What a picture says to whoever reads it as text.
struct Read {
    title: String,
    description: String,
    texts: Vec<String>,
}

/// Reads a picture, and looks for what a file without a style sheet cannot have.
fn read(svg: &str) -> Read {
    let document = Document::parse(svg).unwrap();
    let root = document.root_element();
    assert_eq!(root.tag_name().name(), "svg");
    let of = |name: &str| {
        let mut found = root
            .children()
            .filter(|node| node.has_tag_name(("http://www.w3.org/2000/svg", name)));
        found
            .next()
            .and_then(|node| node.text())
            .unwrap()
            .to_owned()
    };
    let mut ids = BTreeSet::new();
    for id in root.descendants().filter_map(|node| node.attribute("id")) {
        assert!(ids.insert(id.to_owned()), "two of {id}");
    }
    let named = |node: &Node<'_, '_>, attribute: &str| {
        let id = node.attribute(attribute).unwrap_or_default();
        assert!(ids.contains(id), "{attribute}={id}");
    };
    named(&root, "aria-labelledby");
    named(&root, "aria-describedby");
    for node in root.descendants() {
        for colour in ["fill", "stroke"]
            .iter()
            .filter_map(|name| node.attribute(*name))
        {
            let of_pattern = colour
                .strip_prefix("url(#")
                .and_then(|rest| rest.strip_suffix(')'));
            match of_pattern {
                Some(id) => assert!(ids.contains(id), "{colour}"),
                None => assert!(colour == "none" || colour.starts_with('#'), "{colour}"),
            }
        }
        if let Some(family) = node.attribute("font-family") {
            assert!(
                family.ends_with("sans-serif") || family.ends_with("monospace"),
                "{family}"
            );
        }
        for number in ["x", "y", "width", "height", "cx", "cy"] {
            if let Some(value) = node.attribute(number).filter(|value| !value.ends_with('%')) {
                assert!(
                    value.parse::<f32>().unwrap().is_finite(),
                    "{number}={value}"
                );
            }
        }
    }
    let texts = root
        .descendants()
        .filter(|node| node.tag_name().name() == "text");
    Read {
        title: of("title"),
        description: of("desc"),
        texts: texts
            .filter_map(|node| Some(node.text()?.to_owned()))
            .collect(),
    }
}

fn check(story: &Story, language: Language, theme: Theme) {
    let sight = story.sight(language);
    let quiet = Quiet::of(&sight);
    let window = story.whole();
    let mut scrubber = Scrubber::new(&sight.reading);
    for at in story.moments() {
        let picture = scrubber.at(&sight.reading, at);
        let view = View {
            picture,
            selected: None,
            window,
            folds: &Folds::of(&quiet, quiet.framing(window, &[]), &[]),
            lanes: Lanes::Blocked,
            trail: &[],
            chosen: &[],
            flags: &[],
        };
        let subject = subject(story, &sight);
        let read = read(&figure::svg(&subject, &view, theme));
        let time = sight.clock().time_of_day(at);
        assert!(read.title.contains(subject.title) && read.title.contains(&time));
        assert_eq!(
            read.description.trim(),
            figure::moment(&subject, &view).trim()
        );
        let playhead = sight.seconds(at);
        assert!(read.texts.contains(&playhead), "no playhead at {time}");
        for node in sight.nodes() {
            let name = sight.name(node);
            let said = |text: &String| text.split_whitespace().any(|word| word == name);
            assert!(
                read.texts.iter().any(said),
                "{} at {time}: no {name}",
                story.id
            );
        }
        for node in sight.nodes().filter(|node| sight.appears(*node)) {
            let word = locale::state::state(language, picture.nodes[node.index()].state());
            assert!(
                read.texts.iter().any(|text| text == word),
                "{word} at {time}"
            );
        }
    }
}

#[test]
fn every_story_is_a_readable_picture_in_both_languages_and_themes() {
    for story in Story::all() {
        for language in Language::ALL {
            for theme in Theme::ALL {
                check(&story, language, theme);
            }
        }
    }
}

#[test]
fn what_is_no_character_of_xml_does_not_reach_the_picture() {
    let story = Story::new("zk-leader-crash");
    let sight = story.sight(Language::En);
    let subject = export::Subject {
        title: "a <b> & \"c\" \u{1}",
        ..subject(&story, &sight)
    };
    let mut scrubber = Scrubber::new(&sight.reading);
    let view = View {
        picture: scrubber.at(&sight.reading, story.whole().from),
        selected: None,
        window: story.whole(),
        folds: &Folds::default(),
        lanes: Lanes::All,
        trail: &[],
        chosen: &[],
        flags: &[],
    };
    let read = read(&figure::svg(&subject, &view, Theme::Dark));
    assert!(read.title.starts_with("a <b> & \"c\"  "), "{}", read.title);
}
