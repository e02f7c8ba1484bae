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
    await senior.sign_in("gruenwald@saren.example.org", `/desk?number=${number}`);
    await senior.go(senior.page.locator('main a[href$="/history"]'));
    await senior.look("entry-desk");
    await decide(senior, number, { confirmed: "yes" });
    await senior.open("/desk/corrections");
    await senior.look("corrections");
    await person.open("/account/entry/history");
    await person.look("entry-history");
    check((await person.text()).includes("Solbergh"), "the new version stands in the history");
    for (const v of [person, registrar, senior])
        await v.leave();
}
