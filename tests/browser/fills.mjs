/* The form of a task: an officer's, with files on pages of its own; then the applicant's, found on the page of the case. */
import { spawnSync } from "node:child_process";
import { check, sample_pdf } from "./lib.mjs";

const forward = (v) => v.page.locator("main form button.govuk-button:not([name])").last();

async function apply(v, file) {
    await v.open("/apply/papers");
    await v.look("fills-begin");
    await v.go(forward(v));
    await v.attach(v.page.locator("#plan"), file);
    await v.go(forward(v));
    await v.type(v.page.locator("#what"), "A fence");
    await v.go(forward(v));
    await v.fill("declared", "yes");
    await v.go(v.page.locator('form[action$="/submit"] button'));
    return /\/cases\/([0-9-]+)/.exec(v.path)[1];
}

async function inspect(v, number, file) {
    await v.open(`/desk?number=${number}`);
    await v.go(v.page.locator('form[action$="/claim"] button'));
    await v.look("fills-task");
    await v.go(v.page.locator('main a.govuk-button[href$="/fill"]'));
    await v.choose("need", "yes");
    if (!v.scripts)
        await v.go(forward(v));
    await v.page.locator("#need_what").waitFor();
    await v.type(v.page.locator("#need_what"), "the consent of the owner");
    await v.go(forward(v));
    await v.attach(v.page.locator("#photos"), file);
    await v.look("fills-photos");
    await v.go(forward(v));
    await v.choose("rooms-another", "no");
    await v.go(forward(v));
    await v.look("fills-desk-check");
    await v.go(v.page.locator('form[action$="/send"] button'));
}

async function send(v, number, file) {
    await v.open("/account");
    check((await v.text()).includes("Send what is missing"), "the account says what is to be done");
    await v.open(`/cases/${number}`);
    await v.look("fills-case");
    await v.go(v.page.locator(".govuk-notification-banner a"));
    await v.look("fills-asked");
    await v.choose("has", "yes");
    await v.go(forward(v));
    await v.attach(v.page.locator("#papers"), file);
    await v.go(forward(v));
    await v.look("fills-check");
    check((await v.text()).includes("papers.pdf"), "the file stands on the page that is checked");
}

export async function fills(site, come, mode, dir, stoa) {
    const file = `${dir}/papers.pdf`;
    sample_pdf(file, "Papers");
    const ana = await come(mode), bo = await come(mode);
    await ana.sign_in("ana@example.org", "/cases");
    await bo.sign_in("bo@example.org", "/desk");
    const number = await apply(ana, file);
    await inspect(bo, number, file);
    await bo.open(`/desk?number=${number}`);
    await bo.look("fills-waits");
    check((await bo.text()).includes("This waits for the applicant"), "the desk says for whom it waits");
    await send(ana, number, file);
    const own = spawnSync(stoa, ["verify", "--data", site.data], { encoding: "utf8" });
    check(own.status === 0, `stoa verify, while a form is being filled in: ${own.stdout}${own.stderr}`);
    await ana.go(ana.page.locator('form[action$="/send"] button'));
    await ana.look("fills-sent");
    check((await ana.text()).includes("We have received what you sent"), "what was sent is confirmed");
    await bo.open(`/desk?number=${number}`);
    await bo.go(bo.page.locator('form[action$="/claim"] button'));
    await bo.choose("good", "no");
    if (bo.scripts) {
        await bo.page.locator("#bad_why").waitFor();
        check(await bo.page.evaluate(() => document.activeElement.name) === "good", "the page follows, the focus stays");
        await bo.type(bo.page.locator("#bad_why"), "It is not signed");
        await bo.look("fills-short");
        await bo.go(forward(bo));
        check(bo.path.startsWith("/desk"), "what came up is sent with the rest, at once");
    }
    await ana.leave();
    await bo.leave();
}
