/* From the letter of a decision to what the Appeals Board decides, and to what follows in the first case. */
import { spawnSync } from "node:child_process";
import { answer } from "./birth.mjs";
import { check } from "./lib.mjs";

const submit = (v) => v.go(v.page.locator("main form button.govuk-button").first());

/* A refusal by rule; the letter is read in the inbox. */
async function refused(v) {
    await v.sign_in("layla@example.org", "/apply/child-benefit/about-you");
    await answer(v, { child_number: "200000000015", iban: "DE89 3704 0044 0532 0130 00" });
    await v.tick(v.page.locator("#declared"));
    await submit(v);
    const number = (await v.text()).match(/\d{4}-\d{6}/)[0];
    await v.open("/messages");
    await v.go(v.page.locator("main a", { hasText: "is decided" }).first());
    return { number, code: (await v.text()).match(/code of the decision, ([\w-]{22})/)[1] };
}

/* By the address that the letter's square code holds. */
async function appeals(v, { number, code }) {
    await v.open("/appeal");
    await v.look("appeal-code");
    await v.open(`/verify/${code}`);
    await v.look("appeal-verify");
    await v.go(v.page.locator('main a[href$="/appeal/' + code + '"]'));
    check((await v.text()).includes(number), "the letter's code knows the case");
    await v.look("appeal-begin");
    await submit(v);
    await v.look("appeal-what");
    await answer(v, { what: "The register was wrong.", wish: "Pay me from January on.", stop_meanwhile: "", papers: "", contact_phone: "" });
    await v.tick(v.page.locator("#declared"));
    await submit(v);
    const appeal = (await v.text()).match(/\d{4}-\d{6}/)[0];
    await v.look("appeal-sent");
    await v.open(`/cases/${number}`);
    check((await v.text()).includes(appeal), "the first case names the appeal");
    await v.look("appeal-case");
    return appeal;
}

async function task(v, email, number, act) {
    await v.sign_in(email, `/desk?number=${number}`);
    await v.go(v.page.locator('form[action$="/claim"] button').first());
    await act();
    await v.leave();
}

export async function appeal(site, come, mode, stoa) {
    const owner = await come(mode);
    const letter = await refused(owner);
    const number = await appeals(owner, letter);
    const office = await come(mode);
    await task(office, "georgiou@saren.example.org", number, async () => {
        await office.choose("view", "no");
        await office.fill("statement", "The register did not name her.");
        await office.go(office.page.locator('form[action$="/complete"] button:not([tabindex="-1"])').first());
    });
    const first = await come(mode);
    await task(first, "celik@saren.example.org", number, async () => {
        await first.look("appeal-task");
        await first.go(first.page.locator('main a[href$="/appealed"]'));
        check((await first.text()).includes("Child benefit: Granted: No"), "the file goes along, with what the rules said");
        await first.look("appeal-file");
        await first.go(first.page.locator("a.govuk-back-link"));
        await first.choose("decision", "upheld");
        await first.fill("reasons", "The register has been corrected.");
        await first.fill("order", "Grant the benefit from January on.");
        await first.go(first.page.locator('form[action$="/complete"] button:not([tabindex="-1"])').first());
    });
    const second = await come(mode);
    await task(second, "dominguez@saren.example.org", number, async () => {
        await second.choose("confirmed", "yes");
        await second.go(second.page.locator('form[action$="/complete"] button:not([tabindex="-1"])').first());
    });
    await owner.open(`/cases/${letter.number}`);
    check((await owner.text()).includes("Taken up again because of the appeal"), "the first case goes on");
    await owner.look("appeal-taken-up");
    const proven = spawnSync(stoa, ["verify", "--data", site.data], { encoding: "utf8" });
    check(proven.status === 0, `stoa verify knows a case that was taken up again: ${proven.stdout}${proven.stderr}`);
    await owner.leave();
}
