//! Signs on buttons.

use yew::prelude::*;

/// A sign on a button.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "the names say what they mean")]
pub enum Icon {
    Play,
    Pause,
    Next,
    Previous,
    NextChange,
    PreviousChange,
    Theme,
    Check,
    /// No.
    Cross,
    Flag,
    Brand,
    Undo,
    Redo,
}

impl Icon {
    /// Its outline on a grid of 16 by 16.
    fn path(self) -> &'static str {
        match self {
            Self::Play => "M4 2.5L13 8L4 13.5Z",
            Self::Pause => "M4 3H7V13H4ZM9 3H12V13H9Z",
            Self::Next => "M5 3L11 8L5 13Z",
            Self::Previous => "M11 3L5 8L11 13Z",
            Self::NextChange => "M3 3L10 8L3 13ZM11 3H13V13H11Z",
            Self::PreviousChange => "M13 3L6 8L13 13ZM3 3H5V13H3Z",
            Self::Theme => {
                "M8 1.5A6.5 6.5 0 1 0 8 14.5ZM8 1.5A6.5 6.5 0 0 1 8 14.5V13A5 5 0 0 0 8 3Z"
            }
            Self::Check => "M2 8.5L6.2 12.5L14 4.2L12.5 2.8L6.2 9.6L3.4 7Z",
            Self::Cross => {
                "M3 4.1L4.1 3L8 6.9L11.9 3L13 4.1L9.1 8L13 11.9L11.9 13L8 9.1L4.1 13L3 11.9L6.9 8Z"
            }
            Self::Flag => "M3 1V15H4.5V9H13.5L10.5 5.5L13.5 2H3Z",
            Self::Brand => {
                "M8 1A2 2 0 1 1 8 5A2 2 0 1 1 8 1ZM13 5.2A2 2 0 1 1 13 9.2A2 2 0 1 1 13 5.2Z\
                 M11 11A2 2 0 1 1 11 15A2 2 0 1 1 11 11ZM4.6 11A2 2 0 1 1 4.6 15A2 2 0 1 1 4.6 11Z\
                 M4.6 12.2A.8 .8 0 1 0 4.6 13.8A.8 .8 0 1 0 4.6 12.2Z\
                 M3 5.2A2 2 0 1 1 3 9.2A2 2 0 1 1 3 5.2ZM3 6.4A.8 .8 0 1 0 3 8A.8 .8 0 1 0 3 6.4Z"
            }
            Self::Undo => {
                "M6 3V6H9.5A3.5 3.5 0 0 1 9.5 13H6V11.5H9.5A2 2 0 0 0 9.5 7.5H6V10.5L1.5 6.7Z"
            }
            Self::Redo => {
                "M10 3V6H6.5A3.5 3.5 0 0 0 6.5 13H10V11.5H6.5A2 2 0 0 1 6.5 7.5H10V10.5L14.5 6.7Z"
            }
        }
    }
}

/// Draws a sign; the button that carries it says what it means.
pub fn icon(icon: Icon) -> Html {
    html! {
        <svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path d={icon.path()} /></svg>
    }
}
