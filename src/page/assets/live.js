/* <form data-live="address" data-changed="What to say">: which questions a page shows depends on answers on the same page.
 * After a change the server is told, keeps what was typed, and gives the parts of the page as they are now; nothing is
 * computed here.  What a person is in, and files that were chosen, stay as they are. */

/* A part is known by its question; its content is compared without what people type into it. */
function name_of(part) {
    const control = part.querySelector("input[name], select[name], textarea[name], output");
    return control?.name || control?.htmlFor?.value || part.textContent.trim();
}

function shape_of(part) {
    const copy = part.cloneNode(true);
    for (const control of copy.querySelectorAll("input, option, textarea")) {
        control.removeAttribute("checked");
        control.removeAttribute("selected");
        if (control.type !== "radio" && control.type !== "checkbox" && control.tagName !== "OPTION")
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

/* Puts the fresh parts in place of the old ones; true where one came or went. */
function exchange(box, fresh, shapes, start) {
    const old = new Map([...box.children].map((part) => [name_of(part), part]));
    let moved = false;
    let before = null;
    for (const part of [...fresh.children]) {
        const name = name_of(part);
        const was = old.get(name);
        const shape = shape_of(part);
        old.delete(name);
        let stays = was;
        if (!was || (shapes.get(name) !== shape && !busy(was))) {
            stays = part;
            if (was)
                was.replaceWith(part);
            else
                (before ? before.after(part) : box.prepend(part));
            moved ||= !was;
            shapes.set(name, shape);
            start(part);
        }
        before = stays;
    }
    for (const [name, part] of old) {
        part.remove();
        shapes.delete(name);
        moved = true;
    }
    return moved;
}

function follow(form, start) {
    const box = form.querySelector("[data-parts]");
    const status = document.createElement("p");
    const shapes = new Map([...box.children].map((part) => [name_of(part), shape_of(part)]));
    let asked = 0;
    status.className = "govuk-visually-hidden";
    status.setAttribute("role", "status");
    form.append(status);

    form.addEventListener("change", async () => {
        const turn = ++asked;
        const body = new URLSearchParams();
        for (const [name, value] of new FormData(form))
            if (typeof value === "string" && name !== "_id")
                body.append(name, value);
        try {
            const answer = await fetch(form.dataset.live, { method: "POST", body });
            if (!answer.ok || turn !== asked)
                return;
            const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-parts]");
            if (turn === asked && fresh && exchange(box, fresh, shapes, start))
                status.textContent = form.dataset.changed;
        } catch {
            /* without a connection the page goes on as it would without this */
        }
    });
}

export function live(root, start) {
    for (const form of root.querySelectorAll("form[data-live]"))
        follow(form, start);
}
