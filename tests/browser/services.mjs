/* Services whose documents come without an officer, from the first question to the paper; and the pages of all services. */
import { execFileSync } from "node:child_process";
import { answer, certificate } from "./birth.mjs";
import { check, days_ago } from "./lib.mjs";

/* What is asked of a person whom the register knows is answered by it. */
const dog = { dog_name: "Momo", dog_birth_date: days_ago(200), dog_breed: "other", dog_since: days_ago(10), dog_others: "none", assistance: "no" };
const journeys = {
    desk: [
        { service: "certificate-of-residence", who: "layla@example.org", answers: { shown: "", certificate_language: "en" }, says: ["Akademieplatz 5", "1070 Saren"] },
        { service: "dog-licence", who: "jonas@example.org", answers: { ...dog, dog_chip: "040098100200001" }, says: ["Momo", "040098100200001", "72.67"] },
    ],
    vi: [
        { service: "certificate-of-residence", who: "hoa@example.org", answers: { shown: "", certificate_language: "vi" }, says: ["Kirschblütenweg 96", "Điều 9"] },
        { service: "dog-licence", who: "hoa@example.org", answers: { ...dog, dog_chip: "040098100200002" }, says: ["Momo", "72,67"] },
    ],
};

async function one(v, j, dir) {
    await v.sign_in(j.who, "/account");
    await v.open(`/services/${j.service}`);
    await v.look(`service-${j.service}`);
    await v.go(v.page.locator('main a.govuk-button[href*="/apply/"]').first());
    if (v.path.endsWith(`/apply/${j.service}`))
        await v.go(v.page.locator(`main a[href*="/apply/${j.service}/"]:not([href*="sign-in"])`).first());
    await answer(v, j.answers, { "about-you": `${j.service}-about-you`, dog: "dog" });
    await v.look(`${j.service}-check`);
    await v.tick(v.page.locator("#declared"));
    await v.go(v.page.locator('form[action$="/submit"] button'));
    const number = /\d{4}-\d{6}/.exec(await v.text())?.[0];
    if (!check(Boolean(number), `${j.service}: the number of the case is shown`))
        return;
    const file = await certificate(v, number, `${dir}/${j.service}-${v.mode}.pdf`);
    const text = execFileSync("pdftotext", ["-layout", file, "-"]).toString().normalize("NFC");
    for (const words of j.says)
        check(text.includes(words), `${j.service}: the document says ${words}: ${text.slice(0, 600)}`);
}

/* Service, process and rules of each: in Vietnamese on a wide screen, in English on a phone. */
async function pages(v) {
    await v.open("/services");
    const hrefs = await v.page.$$eval('main a[href*="/services/"]', (all) => [...new Set(all.map((a) => new URL(a.href).pathname))]);
    check(hrefs.length > 10, `the list names the services (${hrefs.length})`);
    let ruled = 0;
    for (const href of hrefs) {
        await v.open(href);
        await v.look(null);
        const drawn = v.page.locator('main a[href$="/process"]').first();
        if (!await drawn.count())
            continue;
        await v.open(`${href}/process`);
        await v.look(null);
        check(await v.page.locator("main svg text").count() > 5, `${href} has a picture of its process`);
        await v.open(href);
        if (!await v.page.locator('main a[href$="/rules"]').count())
            continue;
        ruled += 1;
        check((await v.open(`${href}/rules`)).status() === 200, `${href} publishes its rules`);
        await v.look(null);
    }
    check(ruled > 9, `the services publish their rules (${ruled})`);
}

export async function services(come, mode, dir) {
    for (const j of journeys[mode] ?? []) {
        const v = await come(mode);
        await one(v, j, dir);
        await v.leave();
    }
    if (!["vi", "phone"].includes(mode))
        return;
    const v = await come(mode);
    await pages(v);
    await v.leave();
}
