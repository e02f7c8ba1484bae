/* A form on paper: printed from the page of its service, and keyed in by an officer for somebody else. */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { check, days_ago } from "./lib.mjs";
import { answer } from "./birth.mjs";

/* The PDF as pdfinfo and pdftotext see it. */
async function printed(v, dir) {
    const path = v.mode === "vi" ? "/vi/services/dog-licence/form.pdf" : "/services/dog-licence/form.pdf";
    const got = await fetch(new URL(path, v.page.url()));
    const file = `${dir}/form-${v.mode}.pdf`;
    check(got.status === 200 && got.headers.get("content-type") === "application/pdf", `the form is a PDF (${got.status})`);
    writeFileSync(file, Buffer.from(await got.arrayBuffer()));
    check(/Tagged: +yes/.test(execFileSync("pdfinfo", [file]).toString()), "the form is tagged");
    const text = execFileSync("pdftotext", ["-layout", file, "-"]).toString().normalize("NFC");
    check(text.includes("\u2610") && /Only if|Chỉ khi/.test(text), `the form has boxes and conditions: ${text.slice(0, 500)}`);
    return file;
}

/* Where two fill in, each has a part and a place to sign. */
async function of_two(v, dir) {
    const file = `${dir}/form-two.pdf`;
    writeFileSync(file, Buffer.from(await (await fetch(new URL("/services/marriage/form.pdf", v.page.url()))).arrayBuffer()));
    const text = execFileSync("pdftotext", ["-layout", file, "-"]).toString();
    check(/To be filled in by: Applicant[^]*To be filled in by: Partner[^]*To be filled in by: Applicant/.test(text), "each part says whose it is");
    check((text.match(/What I have said is true/g) ?? []).length === 2, "there is a place to sign for each");
}

export async function paper(come, mode, dir) {
    const v = await come(mode);
    await v.open("/services/dog-licence");
    check(await v.page.locator('main a[href$="/form.pdf"]').count() === 1, "the service links to its form on paper");
    const file = await printed(v, dir);
    if (mode === "desk")
        await of_two(v, dir);
    await v.sign_in("kim@saren.example.org", "/desk/paper");
    await v.look("paper-begin");
    await v.fill("code", "stoa-form:dog-licence:0:en");
    await v.fill("name", "Ana Petrov");
    await v.fill("address", "Hafen 3");
    const [year, month, day] = days_ago(3).split("-");
    await v.fill("received-day", day);
    await v.fill("received-month", month);
    await v.fill("received-year", year);
    await v.fill("reason", "By post");
    await v.go(v.page.locator('main form[action$="/desk/paper"] button'));
    await v.attach(v.page.locator("#scan"), file);
    await v.go(v.page.locator('form[action$="/scan"] button'));
    check((await v.text()).includes("form-"), "the scan is listed");
    await v.look("paper-case");
    await v.go(v.page.locator('main a.govuk-button[href*="/drafts/"]'));
    await v.fill("applicant_name-given", "Ana");
    await v.fill("applicant_name-family", "Petrov");
    await v.look("paper-answers");
    for (const name of ["applicant_birth_date", "applicant_number", "applicant_address"])
        await v.tick(v.page.locator(`input[name="_unanswered"][value="${name}"]`));
    await v.go(v.page.locator("main form button.govuk-button").last());
    await answer(v, { dog_name: "Momo", dog_birth_date: days_ago(200), dog_breed: "other", dog_chip: "040098100200009",
        dog_since: days_ago(10), dog_others: "none", assistance: "no", _unanswered: "" }, {});
    await v.look("paper-check");
    await v.tick(v.page.locator("#declared"));
    await v.go(v.page.locator('form[action$="/submit"] button'));
    check(/\d{4}-\d{6}/.test(await v.text()), "the number of the case is shown to the officer");
    await v.leave();
}
