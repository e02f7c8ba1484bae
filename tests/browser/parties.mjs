/* Two people in one application: one invites with a code, the other joins, fills in and signs, the first sends. */
import { spawnSync } from "node:child_process";
import { answer } from "./birth.mjs";
import { check, days_ago } from "./lib.mjs";

const submit = (v) => v.go(v.page.locator("main form button.govuk-button").first());

async function begins(v) {
    await v.sign_in("elif@example.org", "/apply/marriage/about-you");
    await answer(v, { names: "keep", place: "hall", wish_date: days_ago(-90), certificate_language: "en", contact_phone: "+43 664 1234567" });
    await v.look("parties-alone");
    check(await v.page.locator("#declared").count() === 0, "nothing is sent alone");
    await v.go(v.page.locator('main a[href$="/parties/partner"]'));
    await v.look("parties-invite");
    await submit(v);
    await v.look("parties-code");
    const code = (await v.text()).match(/[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}/)[0];
    await v.open(`${new URL(v.page.url()).pathname}/take-back`);
    await v.look("parties-take-back");
    return code;
}

async function joins(v, code) {
    await v.sign_in("jonas@example.org", "/cases");
    await v.go(v.page.locator('main a[href$="/join"]'));
    await v.look("join");
    await v.open(`/join/decline?code=${code}`);
    await v.look("join-decline");
    await v.page.goBack();
    await v.fill("code", code.toLowerCase());
    await submit(v);
    check((await v.text()).includes("Elif Yılmaz"), "who invites is told by name");
    await v.look("parties-join");
    await submit(v);
    await answer(v, { partner_phone: "+43 660 7654321" });
    check(await v.page.locator('main dd a[href*="/place"]').count() === 0, "the other's answers cannot be changed");
    await v.look("parties-sign");
    await v.tick(v.page.locator("#declared"));
    await submit(v);
    await v.look("parties-signed");
}

/* A parent asks for another name for the child; the other one reads what it is about and consents. */
async function consents(come, mode) {
    const owner = await come(mode);
    await owner.sign_in("lena@example.org", "/apply/civil-status-change/about-you");
    await answer(owner, { kind: "name", whose: "child", child_number: "200000000031", "new_name-given": "Mai", "new_name-family": "Hofer",
        parent_way: "here", child_way: "young", why: "Two names are too long for her.", certificate_language: "en" });
    await owner.go(owner.page.locator('main a[href$="/parties/parent"]'));
    await submit(owner);
    const code = (await owner.text()).match(/[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}/)[0];
    const other = await come(mode);
    await other.sign_in("minh@example.org", "/join");
    await other.fill("code", code);
    await submit(other);
    await submit(other);
    check((await other.text()).includes("Lena Hofer"), "who asks is told by name");
    await answer(other, { parent_consents: true }, { parent: "parties-consent" });
    await other.tick(other.page.locator("#declared"));
    await other.look("parties-consent-sign");
    await submit(other);
    await other.leave();
    await owner.leave();
}

export async function parties(site, come, mode, stoa) {
    const owner = await come(mode);
    const code = await begins(owner);
    const partner = await come(mode);
    await joins(partner, code);
    await owner.go(owner.page.locator("a.govuk-back-link"));
    check(!(await owner.text()).includes("+43660"), "a private answer is not shown");
    await owner.look("parties-send");
    await owner.open(`${new URL(owner.page.url()).pathname.replace(/check$/, "")}parties/partner/end`);
    await owner.look("parties-end");
    await owner.page.goBack();
    await owner.tick(owner.page.locator("#declared"));
    await owner.go(owner.page.locator('form[action$="/submit"] button'));
    await owner.look("parties-sent");
    const number = (await owner.text()).match(/\d{4}-\d{6}/)[0];
    await partner.open("/cases");
    await partner.go(partner.page.locator(`main a[href$="/cases/${number}"]`));
    await partner.look("parties-case");
    if (mode === "desk") {
        const proven = spawnSync(stoa, ["verify", "--data", site.data], { encoding: "utf8" });
        check(proven.status === 0, `stoa verify knows who took part: ${proven.stdout}${proven.stderr}`);
    }
    await owner.leave();
    await partner.leave();
    if (mode !== "plain")
        await consents(come, mode);
}
