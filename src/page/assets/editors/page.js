/* The page round an editor.  What it saves goes where the text area's goes, and is answered by the page of the file: its findings,
 * its version and what was refused are taken from there.
 *   <div data-script="..." data-save="..." data-path="..." data-seen="..." and words in data-say-*>
 *     [data-source] the text; [data-canvas] and [data-panel] for the editor; [data-save-button]; [data-status], [data-alert];
 *     [data-findings] what the check says; [data-preview="address"] a page of the server's that shows the file */

/* The editors hold back what is typed until a pause of 300 ms. */
const PAUSE = 400;

const one = (part, name) => part.querySelector(`[data-${name}]`);

/* POST as a form, GET without a body.  The answer's document is read by the browser; null where none came. */
function ask(address, body) {
    return new Promise((done) => {
        const request = new XMLHttpRequest();
        request.open(body ? "POST" : "GET", address);
        request.responseType = "document";
        request.addEventListener("load", () => done(request));
        request.addEventListener("error", () => done(null));
        request.send(body);
    });
}

/* Findings name elements: those that the picture shows can be gone to. */
function findings(part, editor) {
    const box = one(part, "findings");
    const ids = [];
    for (const item of box.querySelectorAll("[data-element]")) {
        const button = document.createElement("button");
        const id = item.dataset.element;
        ids.push(id);
        button.type = "button";
        button.className = "stoa-editor__show";
        button.textContent = id;
        button.lang = "en";
        button.setAttribute("aria-label", `${part.dataset.sayShow} ${id}`);
        button.addEventListener("click", () => {
            if (editor.find(id))
                one(part, "canvas").scrollIntoView({ block: "nearest" });
        });
        item.replaceChildren(button);
    }
    editor.mark(ids);
}

/* The page of the server that shows the file as people will meet it; nothing in it answers. */
async function preview(part) {
    const box = one(part, "preview");
    const answer = box && await ask(box.dataset.preview);
    const page = answer?.status === 200 && answer.response?.querySelector("main");
    if (!box)
        return;
    box.parentElement.hidden = !page;
    if (!page)
        return;
    for (const gone of page.querySelectorAll("h1, .govuk-caption-l"))
        gone.remove();
    for (const named of page.querySelectorAll("[id]"))
        named.removeAttribute("id");
    box.inert = true;
    box.replaceChildren(...page.childNodes);
}

function say(part, status, problem) {
    one(part, "status").textContent = status;
    one(part, "alert").textContent = problem;
    one(part, "alert").hidden = !problem;
}

/* Starts the editor of a part of the page; open(host, panel, text, editable, changed) makes it. */
export async function page(part, open) {
    const editable = Boolean(part.dataset.save);
    const text = one(part, "source").textContent;
    const button = one(part, "save-button");
    const words = part.dataset;
    let editor = null;
    let turn = 0;
    let saved = 0;
    let saving = false;

    const dirty = () => turn !== saved;
    const changed = () => {
        turn++;
        if (!saving)
            say(part, words.sayUnsaved, "");
    };

    async function save() {
        if (saving)
            return;
        saving = true;
        say(part, words.saySaving, "");
        await new Promise((done) => { setTimeout(done, PAUSE); });
        const now = turn;
        if (!dirty()) {
            saving = false;
            say(part, words.saySaved, "");
            return;
        }
        const body = new URLSearchParams({ path: words.path, seen: part.dataset.seen, text: await editor.text() });
        const answer = await ask(words.save, body);
        const found = answer?.response?.querySelector("[data-findings]");
        const refused = answer?.response?.querySelector(".govuk-error-summary__list");
        saving = false;
        if (!found || (answer.status !== 200 && !refused)) {
            say(part, words.sayUnsaved, words.sayLost);
            return;
        }
        part.dataset.seen = answer.response.querySelector('input[name="seen"]').value;
        if (refused) {
            const theirs = answer.status === 409 ? ` ${words.sayTheirs}` : "";
            say(part, words.sayUnsaved, refused.textContent.trim() + theirs);
            return;
        }
        saved = now;
        say(part, dirty() ? words.sayUnsaved : words.saySaved, "");
        one(part, "findings").replaceChildren(...found.childNodes);
        findings(part, editor);
        await preview(part);
    }

    part.classList.add("stoa-editor--ready");
    try {
        editor = await open(one(part, "canvas"), one(part, "panel"), text, editable, changed);
    } catch (error) {
        part.classList.remove("stoa-editor--ready");
        say(part, "", `${words.sayBroken} (${error.message})`);
        return null;
    }
    button?.addEventListener("click", save);
    part.addEventListener("keydown", (event) => {
        if ((event.ctrlKey || event.metaKey) && event.key === "s") {
            event.preventDefault();
            save();
        }
    });
    window.addEventListener("beforeunload", (event) => {
        if (dirty())
            event.preventDefault();
    });
    findings(part, editor);
    if (location.hash.length > 1)
        editor.find(decodeURIComponent(location.hash.slice(1)));
    await preview(part);
    part.dataset.ready = "yes";
    return editor;
}
