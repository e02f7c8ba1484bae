/* <form data-upload data-loading="Uploading" data-loaded="Uploaded">: while files are sent, says how far it is.
 * The answer is the page that the server would have shown. */
function bar(form) {
    const box = document.createElement("div");
    const progress = document.createElement("progress");
    const status = document.createElement("p");
    box.className = "stoa-upload";
    status.className = "govuk-body";
    status.setAttribute("role", "status");
    progress.max = 100;
    progress.setAttribute("aria-label", form.dataset.loading);
    box.append(status, progress);
    form.append(box);
    return { status, progress, box };
}

function send(form, submitter) {
    const request = new XMLHttpRequest();
    const shown = bar(form);
    let said = -1;
    request.open("POST", form.action);
    request.upload.addEventListener("progress", (event) => {
        const percent = event.lengthComputable ? Math.round((event.loaded / event.total) * 100) : 0;
        shown.progress.value = percent;
        if (percent - said >= 20 || percent === 100) {
            said = percent;
            shown.status.textContent = `${percent === 100 ? form.dataset.loaded : form.dataset.loading} ${percent}%`;
        }
    });
    request.addEventListener("load", () => {
        if (request.status < 400 && request.responseURL) {
            window.location.assign(request.responseURL);
        } else {
            shown.box.remove();
            delete form.dataset.upload;
            form.requestSubmit(submitter);
        }
    });
    request.addEventListener("error", () => {
        shown.box.remove();
        delete form.dataset.upload;
        form.requestSubmit(submitter);
    });
    request.send(new FormData(form, submitter));
}

export function upload(root) {
    for (const form of root.querySelectorAll("form[data-upload]"))
        form.addEventListener("submit", (event) => {
            const files = [...form.querySelectorAll("input[type=file]")].some((input) => input.files.length > 0);
            if (!("upload" in form.dataset) || !files)
                return;
            event.preventDefault();
            send(form, event.submitter);
        });
}
