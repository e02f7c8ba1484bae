/* A wrong name: said to be wrong by who it is, corrected by two registrars, and who had read it is told. */
import { check, sample_pdf } from "./lib.mjs";
import { answer } from "./birth.mjs";

async function decide(officer, number, answers) {
    await officer.open(`/desk?number=${number}`);
    await officer.go(officer.page.locator('main form[action$="/claim"] button'));
    await officer.look("correct-task");
    for (const [name, value] of Object.entries(answers))
        await officer.fill(name, value);
    await officer.go(officer.page.locator('main form[action$="/complete"] button').last());
}

/* Said in the form of another service: the register's office gets a case of its own, and both cases say so. */
async function said(person, chip) {
    await person.sign_in("jonas@example.org", "/apply/dog-licence/about-you");
    await answer(person, { dog_name: "Momo", dog_chip: chip, dog_birth_date: "2025-11-01", dog_breed: "other",
        dog_since: "2026-02-20", dog_others: "none", assistance: "no" }, {});
    const draft = person.path.split("/")[2];
    await person.open(`/drafts/${draft}/about-you?dispute=applicant_name`);
    await person.fill("applicant_name-given", "Jonah");
    await person.fill("applicant_name-family", "Lindner");
    await person.go(person.page.locator("main form[method=post] button.govuk-button").first());
    await person.open(`/drafts/${draft}/check`);
    await person.look("correct-offered");
    await person.tick(person.page.locator("#declared"));
    await person.tick(person.page.locator("#correct"));
    await person.go(person.page.locator('form[action$="/submit"] button'));
    await person.look("correct-why");
    check(await person.page.locator("#correct_why-error").count() === 1, "the reason is asked for");
    check(await person.page.locator("#correct").isChecked(), "the wish stays");
    await person.fill("correct_why", "It was misspelt in the census.");
    await person.tick(person.page.locator("#declared"));
    await person.go(person.page.locator('form[action$="/submit"] button'));
    await person.look("correct-with");
    const other = person.page.locator('main .govuk-inset-text a[href^="/cases/"]');
    check(await other.count() === 1, "the application leads to the correction");
    await person.go(other);
    await person.look("correct-of");
    check(await person.page.locator('main .govuk-inset-text a[href^="/cases/"]').count() >= 1, "and the correction back");
    await person.leave();
}

/* A parent says it of a child's entry. */
async function child(parent) {
    await parent.sign_in("lena@example.org", "/account/entry");
    await parent.look("entry-child");
    const form = parent.page.locator('main form:has(input[name="child"])').first();
    await parent.pick(form.locator("select"), "birth_place");
    await parent.go(form.locator("button"));
    check(parent.path.startsWith("/drafts/"), "an application about the child is begun");
    await parent.look("entry-child-draft");
    await parent.leave();
}

/* A secret field, asked for by one, allowed by another, opened once. */
async function secret(senior, other, mode) {
    await senior.open("/desk/entries");
    await senior.page.locator("#where").selectOption("person civil-registration");
    await senior.type(senior.page.locator("#key"), mode === "desk" ? "200000000015" : "200000000040");
    await senior.type(senior.page.locator("#reason"), "Threats");
    await senior.go(senior.page.locator('main form[action$="/desk/entries"] button'));
    await senior.look("entry-closed");
    await senior.go(senior.page.locator('main form[action$="/desk/entries/secret"] button').first());
    await senior.look("secrets");
    await other.sign_in("privacy@alvaria.example.org", "/desk/entries/secret");
    await other.go(other.page.locator('main a[href*="/desk/entries/secret/"]').first());
    await other.look("secret");
    await other.go(other.page.locator('main form[action$="/answer"] button').first());
    await senior.open("/desk/entries/secret");
    await senior.go(senior.page.locator('main form[action$="/open"] button').first());
    await senior.look("secret-value");
    check((await senior.text()).includes("shown this once"), "a secret field is opened, once");
    await other.leave();
}

export async function correct(come, mode, dir) {
    const person = await come(mode), registrar = await come(mode), senior = await come(mode);
    await person.sign_in("ingrid@example.org", "/account/entry");
    await person.look("entry");
    await person.go(person.page.locator("#field-name form button"));
    sample_pdf(`${dir}/proof-${mode}.pdf`, "Proof");
    await answer(person, { "right_name-given": "Ingrid", "right_name-family": "Solbergh",
        why: "It was misspelt.", proof: `${dir}/proof-${mode}.pdf`, certificate_language: "en" }, {});
    await person.tick(person.page.locator("#declared"));
    await person.go(person.page.locator('form[action$="/submit"] button'));
    const number = (await person.text()).match(/\d{4}-\d{6}/)[0];
    await person.open("/account/entry");
    await person.look("entry-disputed");
    check(await person.page.locator("#field-name .govuk-tag--yellow").count() === 1, "the name is marked as disputed");
    await registrar.sign_in("mansour@saren.example.org", "/desk");
    await decide(registrar, number, { decision: "approve", explanation: "Proved." });
    await registrar.open("/desk/begin");
    await registrar.look("begin");
    await registrar.open("/desk/people");
    await registrar.look("people");
    await registrar.type(registrar.page.locator("#name"), "solberg ingryd");
    await registrar.type(registrar.page.locator("#reason"), "A letter came back");
    await registrar.go(registrar.page.locator('main form[action$="/desk/people"] button'));
    await registrar.look("people-found");
    check((await registrar.text()).includes("Solberg"), "a misspelt name in another order finds who is meant");
    await registrar.go(registrar.page.locator('main form[action$="/desk/entries"] button').first());
    await registrar.look("entry-opened");
    check((await registrar.text()).includes("What the entry says"), "the entry is opened from what was found");
    await registrar.tick(registrar.page.locator('form[action$="/desk/extracts"] [name="seen"]'));
    await registrar.go(registrar.page.locator('form[action$="/desk/extracts"] button'));
    await registrar.look("extract-given");
    check(registrar.path.startsWith("/desk/extracts/"), "an extract is given at the counter");
    await registrar.open("/desk/entries");
    await registrar.look("entry-asked");
    await senior.sign_in("gruenwald@saren.example.org", `/desk?number=${number}`);
    await senior.go(senior.page.locator('main a[href$="/history"]'));
    await senior.look("entry-desk");
    await decide(senior, number, { confirmed: "yes" });
    await secret(senior, await come(mode), mode);
    await senior.open("/desk/corrections");
    await senior.look("corrections");
    await person.open("/account/entry/history");
    await person.look("entry-history");
    await person.page.locator("#on").fill("2020-01-01");
    await person.go(person.page.locator('main form[action*="/account/entry/history"] button'));
    await person.look("entry-state");
    check((await person.text()).includes("True on 1 January 2020"), "the state of a day is shown");
    check((await person.text()).includes("Solbergh"), "the new version stands in the history");
    for (const v of [person, registrar, senior])
        await v.leave();
    await child(await come(mode));
    await said(await come(mode), mode === "desk" ? "040098100123456" : "040098100123458");
}
