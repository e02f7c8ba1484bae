/* <button data-print hidden>: shown with script, prints the page. */
export function print(root) {
    for (const button of root.querySelectorAll("[data-print]")) {
        button.hidden = false;
        button.addEventListener("click", () => window.print());
    }
}
