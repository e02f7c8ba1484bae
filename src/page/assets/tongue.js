/* Choosing another language keeps what was typed and not sent: it goes along in this tab, is put back once on the same page in
 * the other language, and is forgotten.  Passwords, codes and files stay behind.  Returns what is to be called when all else of
 * the page has started: it tells the page of what was put back. */
const KEY = "stoa-typed";
const MOST_MS = 60000;
const chosen = (field) => field.type === "radio" || field.type === "checkbox";

function fields(root) {
    return [...root.querySelectorAll("main form[method=post] :is(input, select, textarea)")].filter((field) => field.name &&
        !["hidden", "password", "file", "submit", "button", "reset"].includes(field.type) && field.autocomplete !== "one-time-code");
}

function keep(root, link) {
    const values = fields(root).map((field) => [field.name, chosen(field) ? field.value : null,
        chosen(field) ? field.checked : field.value]);
    sessionStorage.setItem(KEY, JSON.stringify({ to: link.pathname + link.search, at: Date.now(), values }));
}

function put_back(root) {
    const { to, at, values } = JSON.parse(sessionStorage.getItem(KEY) ?? "{}");
    const left = values ?? [];
    sessionStorage.removeItem(KEY);
    if (to !== location.pathname + location.search || Date.now() - at > MOST_MS)
        return [];
    return fields(root).filter((field) => {
        const i = left.findIndex(([name, option]) => name === field.name && option === (chosen(field) ? field.value : null));
        if (i < 0)
            return false;
        const [[, , value]] = left.splice(i, 1);
        if ((chosen(field) ? field.checked : field.value) === value)
            return false;
        field[chosen(field) ? "checked" : "value"] = value;
        return true;
    });
}

export function tongue(root) {
    let changed = [];
    try {
        changed = put_back(root);
        for (const link of root.querySelectorAll("a[rel=alternate][hreflang]"))
            link.addEventListener("click", () => keep(root, link));
    } catch {
        /* no storage for this site: the page is the same, without what was typed */
    }
    return () => {
        for (const field of changed)
            field.dispatchEvent(new Event("change", { bubbles: true }));
    };
}
