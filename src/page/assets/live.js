/* <form data-live="address" data-changed="What to say">: which questions a page shows depends on answers on the same page.
 * After a change the server is told, keeps what was typed, and gives the parts of the page as they are now; nothing is
 * computed here.  What a person is in, and files that were chosen, stay as they are. */

/* What a part looks like without what people type into it. */
function shape_of(part) {
    const copy = part.cloneNode(true);
    for (const control of copy.querySelectorAll("input, option, textarea")) {
        control.removeAttribute("checked");
        control.removeAttribute("selected");
        if (control.type !== "radio" && control.type !== "checkbox" && control.type !== "hidden" &&
            control.tagName !== "OPTION")
            control.removeAttribute("value");
        if (control.tagName === "TEXTAREA")
            control.textContent = "";
    }
    return copy.innerHTML;
}

function busy(part) {
    return part.contains(document.activeElement) ||
        [...part.querySelectorAll("input[type=file]")].some((input) => input.files.length > 0);
}

/* Notes what a part and the parts in it look like. */
function note(part, shapes) {
    for (const one of [part, ...part.querySelectorAll("[data-part]")])
        shapes.set(one.dataset.part, shape_of(one));
}

/* Puts the fresh parts in place of the old ones; true where one came or went. */
function exchange(box, fresh, shapes, start) {
    const old = new Map([...box.children].map((part) => [part.dataset.part, part]));
    let moved = false;
    let before = null;
    for (const part of [...fresh.children]) {
        const key = part.dataset.part;
        const was = old.get(key);
        const shape = shape_of(part);
        old.delete(key);
        let stays = was;
        if (was && shapes.get(key) !== shape && busy(was)) {
            const [inner, within] = [was, part].map((p) => p.querySelector("[data-parts]"));
            if (inner && within) {
                moved = exchange(inner, within, shapes, start) || moved;
                shapes.set(key, shape);
            }
        } else if (!was || shapes.get(key) !== shape) {
            stays = part;
            if (was)
                was.replaceWith(part);
            else
                (before ? before.after(part) : box.prepend(part));
            moved ||= !was;
            note(part, shapes);
            start(part);
        }
        before = stays;
    }
    for (const part of old.values()) {
        part.remove();
        moved = true;
    }
    return moved;
}

/* The answer as a document, read by the browser itself: the policy of the pages allows no other way.  Nothing where it
 * fails: the page goes on as it would without this. */
function post(address, body) {
    return new Promise((done) => {
        const request = new XMLHttpRequest();
        request.open("POST", address);
        request.responseType = "document";
        request.addEventListener("load", () => done(request.status === 200 ? request.response : null));
        request.addEventListener("error", () => done(null));
        request.send(body);
    });
}

/* Nothing moves under a finger or a mouse that is down: the click would miss what it was meant for. */
let down = null;

function hold() {
    down = new Promise((done) => {
        for (const end of ["pointerup", "pointercancel"])
            document.addEventListener(end, () => setTimeout(done, 60), { once: true });
    });
}

function follow(form, start) {
    const box = form.querySelector("[data-parts]");
    const status = document.createElement("p");
    const shapes = new Map();
    let asked = 0;
    let pending = null;
    let typing = 0;
    let said = "";
    status.className = "govuk-visually-hidden";
    status.setAttribute("role", "status");
    form.append(status);
    for (const part of box.children)
        note(part, shapes);

    /* Two changes of one draft at the same moment: the second would be refused.  So each waits for the one before it,
     * and of those that wait only the last one asks, for all of them. */
    async function ask(turn, before) {
        await before;
        if (turn !== asked)
            return;
        const body = new URLSearchParams();
        for (const [name, value] of new FormData(form))
            if (typeof value === "string" && name !== "_id")
                body.append(name, value);
        const fresh = (await post(form.dataset.live, body))?.querySelector("[data-parts]");
        pending = turn === asked ? null : pending;
        await down;
        if (turn !== asked || !fresh)
            return;
        const says = fresh.querySelector("[data-says]")?.textContent ?? "";
        const moved = exchange(box, fresh, shapes, start);
        if (says && says !== said)
            status.textContent = says;
        else if (moved)
            status.textContent = form.dataset.changed;
        said = says;
    }

    form.addEventListener("change", () => {
        clearTimeout(typing);
        pending = ask(++asked, pending);
    });
    /* What is looked for is looked for while it is typed, once the fingers rest. */
    form.addEventListener("input", (event) => {
        if (event.target.type !== "search")
            return;
        clearTimeout(typing);
        typing = setTimeout(() => { pending = ask(++asked, pending); }, 300);
    });
    form.addEventListener("submit", (event) => {
        const before = pending;
        clearTimeout(typing);
        asked++;
        if (!before)
            return;
        event.preventDefault();
        event.stopImmediatePropagation();
        pending = null;
        before.then(() => form.requestSubmit(event.submitter));
    });
}

export function live(root, start) {
    const forms = root.querySelectorAll("form[data-live]");
    if (forms.length)
        document.addEventListener("pointerdown", hold);
    for (const form of forms)
        follow(form, start);
}
