//! Entry point of the shipped page.

/// The element of `index.html` that shows the shell until the app takes its place.
const ROOT: &str = "app";

fn main() {
    // `main` also runs inside a worker, where there is no window and nothing to draw.
    let Some(document) = web_sys::window().and_then(|window| window.document()) else {
        return;
    };
    quorumscope::panic::install();
    if let Some(root) = document.get_element_by_id(ROOT) {
        yew::Renderer::<quorumscope::app::App>::with_root(root).render();
    }
}
