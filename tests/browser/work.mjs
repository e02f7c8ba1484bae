/* A step that failed, taken up at the desk; absence, many at once, notes: in the town of tests/desk. */
import { check } from "./lib.mjs";

async function ask_for(v, trouble) {
    await v.open("/apply/permit/what");
    await v.type(v.page.locator("#what"), "Dance in the street");
    await v.go(v.page.locator("main form button.govuk-button").first());
    await v.fill("trouble", trouble);
    await v.go(v.page.locator("main form button.govuk-button").first());
    await v.fill("declared", "yes");
    await v.go(v.page.locator('form[action$="/submit"] button'));
    return /\/cases\/([0-9-]+)/.exec(v.path)[1];
}

async function ask_for_visit(v) {
    await v.open("/apply/visit/kind");
    await v.fill("kind", "house");
    await v.go(v.page.locator("main form button.govuk-button").first());
    await v.type(v.page.locator("#size"), "200");
    await v.go(v.page.locator("main form button.govuk-button").first());
    await v.fill("declared", "yes");
    await v.go(v.page.locator('form[action$="/submit"] button'));
    return /\/cases\/([0-9-]+)/.exec(v.path)[1];
}

/* What a failed step was given is corrected, with a reason. */
async function correct(v, number) {
    await v.open(`/desk/cases/${number}`);
    await v.go(v.page.locator('main a[href*="/inputs/"]'));
    await v.look("work-inputs");
    await v.type(v.page.locator("#v0"), "permit-number");
    await v.type(v.page.locator("#reason"), "The scheme was renamed");
    await v.go(v.page.locator('form[action*="/inputs/"] button'));
    check((await v.text()).includes("tried again with other values"), "the step is done with the corrected value");
}

/* A task's form with a section: another room is added, and what was typed stays. */
async function see(v, number) {
    await v.open(`/desk?number=${number}`);
    await v.go(v.page.locator('form[action$="/claim"] button'));
    await v.type(v.page.locator('[name="rooms.0.name"]'), "Kitchen");
    await v.go(v.page.locator('button[name="_add"]'));
    await v.look("work-rooms");
    check(await v.page.locator('[name="rooms.1.name"]').count() === 1 &&
        await v.page.locator('[name="rooms.0.name"]').inputValue() === "Kitchen", "a room is added and the first one is kept");
}

async function unfold(v) {
    for (const part of await v.page.locator("main summary").all())
        await part.click();
}

export async function work(come, mode) {
    const ana = await come(mode);
    await ana.sign_in("ana@example.org", "/cases");
    const number = await ask_for(ana, "rule");
    await ana.open(`/cases/${number}`);
    check((await ana.text()).includes("We are looking into it"), "the applicant is told, without internals");
    await ana.look("work-trouble");
    const wrong = await ask_for(ana, "task");
    const visit = await ask_for_visit(ana);
    await ana.leave();

    const eli = await come(mode);
    await eli.sign_in("eli@example.org", "/desk");
    await eli.open("/desk/incidents");
    await eli.look("work-incidents");
    await eli.go(eli.page.locator(`main a:text-is("${number}")`));
    check(await eli.page.locator("svg.bpmn .is-incident").count() === 1, "the picture marks the failed step");
    await eli.look("work-incident");
    await unfold(eli);
    await eli.go(eli.page.locator('form[action$="/skip"] button'));
    check((await eli.text()).includes("Give the reason"), "without a reason nothing is passed over");
    await eli.look("work-no-reason");
    await unfold(eli);
    await eli.type(eli.page.locator('form[action$="/skip"] input[name="reason"]'), "The rule does not end");
    await eli.go(eli.page.locator('form[action$="/skip"] button'));
    check((await eli.text()).includes("passed over"), "what was done stands there");
    await eli.look("work-repaired");
    await correct(eli, wrong);
    await eli.leave();

    const bo = await come(mode);
    await bo.sign_in("bo@example.org", "/desk");
    await bo.open("/desk");
    await bo.page.locator('input[name="task"]').first().check();
    await bo.go(bo.page.locator('form[action$="/bulk"] button'));
    await bo.look("work-bulk");
    check((await bo.text()).includes("1 task done"), "the report says what was done");
    await bo.go(bo.page.locator("main table a").first());
    await bo.look("work-task");
    await see(bo, visit);
    await bo.open("/desk/messages");
    await bo.look("work-messages");
    await bo.open("/desk/figures/permit");
    await bo.look("work-figures");
    await bo.leave();
}
