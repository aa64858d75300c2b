//! Files that the page makes and the browser saves. Nothing is sent anywhere.

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, BlobPropertyBag, CanvasRenderingContext2d, HtmlAnchorElement, HtmlCanvasElement,
    HtmlImageElement, Url,
};

/// A blob's address, for as long as it is needed.
struct Address(String);

impl Address {
    fn of(blob: &Blob) -> Option<Self> {
        Url::create_object_url_with_blob(blob).ok().map(Self)
    }
}

impl Drop for Address {
    fn drop(&mut self) {
        let _ = Url::revoke_object_url(&self.0);
    }
}

fn blob(bytes: &[u8], media_type: &str) -> Option<Blob> {
    let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(bytes));
    let bag = BlobPropertyBag::new();
    bag.set_type(media_type);
    Blob::new_with_u8_array_sequence_and_options(&parts, &bag).ok()
}

/// Has the browser save bytes under a name; nothing if it cannot.
pub(crate) fn save(name: &str, media_type: &str, bytes: &[u8]) -> Option<()> {
    save_blob(name, &blob(bytes, media_type)?)
}

/// Firefox reads the address after the click has returned.
const KEPT_MS: u32 = 10_000;

fn save_blob(name: &str, blob: &Blob) -> Option<()> {
    let address = Address::of(blob)?;
    let link = crate::dom::document()?.create_element("a").ok()?;
    let link: HtmlAnchorElement = link.dyn_into().ok()?;
    link.set_href(&address.0);
    link.set_download(name);
    link.click();
    gloo_timers::callback::Timeout::new(KEPT_MS, move || drop(address)).forget();
    Some(())
}

/// Pixels of a picture per px of it.
const SCALE: u32 = 2;

/// Paints a drawing (SVG) and has the browser save the pixels; nothing if it cannot.
pub(crate) async fn save_painted(name: String, svg: String) -> Option<()> {
    let address = Address::of(&blob(svg.as_bytes(), "image/svg+xml")?)?;
    let image = HtmlImageElement::new().ok()?;
    image.set_src(&address.0);
    JsFuture::from(image.decode()).await.ok()?;
    let (width, height) = (
        image.natural_width() * SCALE,
        image.natural_height() * SCALE,
    );
    let canvas = crate::dom::document()?.create_element("canvas").ok()?;
    let canvas: HtmlCanvasElement = canvas.dyn_into().ok()?;
    canvas.set_width(width);
    canvas.set_height(height);
    let context = canvas.get_context("2d").ok()??;
    let context: CanvasRenderingContext2d = context.dyn_into().ok()?;
    context
        .draw_image_with_html_image_element_and_dw_and_dh(
            &image,
            0.0,
            0.0,
            f64::from(width),
            f64::from(height),
        )
        .ok()?;
    let painted = js_sys::Promise::new(&mut |give, fail| {
        let taken = Closure::once_into_js(move |blob: JsValue| give.call1(&JsValue::NULL, &blob));
        if canvas.to_blob(taken.unchecked_ref()).is_err() {
            let _ = fail.call0(&JsValue::NULL);
        }
    });
    let painted: Blob = JsFuture::from(painted).await.ok()?.dyn_into().ok()?;
    save_blob(&name, &painted)
}
