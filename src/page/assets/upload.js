/* <form data-upload="address" data-loading="Uploading" data-loaded="Uploaded" data-failed="What to say">: files go to the
 * server as soon as they are chosen, one after another, each with how far it is.  The server keeps each and gives the question
 * back as it is then: what it holds, what is wrong.  What could not be sent stands there with the reason. */
const group_of = (input) => input.closest(".govuk-form-group");

function row(form, file) {
    const box = document.createElement("div");
    const name = document.createElement("p");
    const progress = document.createElement("progress");
    box.className = "stoa-upload";
    name.className = "govuk-body";
    name.textContent = file.name;
    progress.max = 100;
    progress.value = 0;
    progress.setAttribute("aria-label", `${form.dataset.loading} ${file.name}`);
    box.append(name, progress);
    return { box, name, progress };
}

/* The answer as a document; nothing where it failed. */
function post(form, name, file, progress) {
    const body = new FormData();
    body.append(name, file);
    return new Promise((done) => {
        const request = new XMLHttpRequest();
        request.open("POST", form.dataset.upload);
        request.responseType = "document";
        request.upload.addEventListener("progress", (event) => {
            if (event.lengthComputable)
                progress.value = Math.round((event.loaded / event.total) * 100);
        });
        request.addEventListener("load", () => done(request.status === 200 ? request.response : null));
        request.addEventListener("error", () => done(null));
        request.send(body);
    });
}

/* Puts the question as the server has it in the place of what stood there; the rest of the page stays. */
function renew(input, fresh) {
    const found = fresh && [...fresh.querySelectorAll("input[type=file]")].find((one) => one.name === input.name);
    if (!found)
        return input;
    group_of(input).replaceWith(group_of(found));
    return found;
}

async function send(form, input, status) {
    const name = input.name;
    const files = [...input.files];
    const rows = files.map((file) => row(form, file));
    const list = document.createElement("div");
    list.append(...rows.map((one) => one.box));
    group_of(input).after(list);
    input.value = "";
    let current = input;
    let fresh = null;
    for (const [i, file] of files.entries()) {
        status.textContent = `${form.dataset.loading} ${file.name}`;
        fresh = await post(form, name, file, rows[i].progress);
        if (fresh) {
            rows[i].box.remove();
            current = renew(current, fresh);
            status.textContent = `${form.dataset.loaded} ${file.name}`;
        } else {
            rows[i].progress.remove();
            rows[i].name.textContent = `${file.name}: ${form.dataset.failed}`;
            rows[i].name.className = "govuk-error-message";
            status.textContent = rows[i].name.textContent;
        }
    }
    if (document.activeElement === document.body)
        current.focus({ preventScroll: true });
}

export function upload(root) {
    for (const form of root.querySelectorAll("form[data-upload]")) {
        const status = document.createElement("p");
        let busy = Promise.resolve();
        let waiting = 0;
        status.className = "govuk-visually-hidden";
        status.setAttribute("role", "status");
        form.append(status);
        form.addEventListener("change", ({ target }) => {
            if (target.type !== "file" || !target.files.length)
                return;
            waiting += 1;
            busy = busy.then(() => send(form, target, status)).finally(() => { waiting -= 1; });
        });
        /* Who goes on while files are on their way goes on when they are there. */
        form.addEventListener("submit", (event) => {
            if (!waiting)
                return;
            event.preventDefault();
            event.stopImmediatePropagation();
            busy.then(() => form.requestSubmit(event.submitter?.isConnected ? event.submitter : undefined));
        });
    }
}
