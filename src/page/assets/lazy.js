/* <div data-script="address" data-style="address">: a part of a page whose script, and the style of it, are too large for every
 * page.  The script exports start(part). */
export function lazy(root) {
    for (const part of root.querySelectorAll("[data-script]")) {
        const style = document.createElement("link");
        style.rel = "stylesheet";
        style.href = part.dataset.style;
        const styled = new Promise((done) => { style.onload = style.onerror = done; });
        document.head.append(style);
        Promise.all([import(part.dataset.script), styled]).then(([script]) => script.start(part));
    }
}
