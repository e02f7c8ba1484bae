/* Somebody is helped: by a helper with a code for an hour, at the counter where they sign, and with a card of codes. */
import { answer } from "./birth.mjs";
import { check } from "./lib.mjs";

const first = (v) => v.page.locator("main form button.govuk-button:not([name])").first();

/* A stroke over the box that the page offers. */
async function sign(v) {
    const pad = v.page.locator("canvas.stoa-sign");
    await pad.scrollIntoViewIfNeeded();
    const box = await pad.boundingBox();
    await v.page.mouse.move(box.x + 30, box.y + 30);
    await v.page.mouse.down();
    for (let i = 1; i < 12; i++)
        await v.page.mouse.move(box.x + 30 + i * 12, box.y + 30 + (i % 3) * 15);
    await v.page.mouse.up();
}

async function helper(come, mode) {
    const lena = await come(mode), minh = await come(mode);
    await lena.sign_in("lena@example.org", "/apply/dog-licence/about-you");
    await lena.go(first(lena));
    const draft = /\/drafts\/([^/]+)/.exec(lena.path)[1];
    await lena.open(`/drafts/${draft}/check`);
    await lena.go(lena.page.locator(`main a[href$="/help"]`));
    await lena.look("help-begin");
    await lena.go(first(lena));
    const code = /[2-9A-Z]{4}-[2-9A-Z]{4}/.exec(await lena.text())?.[0];
    check(code, "the code is shown");
    await lena.look("help-code");
    await minh.sign_in("minh@example.org", "/help");
    await minh.look("help-enter");
    await minh.fill("code", code);
    await minh.go(first(minh));
    await minh.open(`/drafts/${draft}/dog`);
    check((await minh.text()).includes("You are helping Lena"), "the page says for whom one acts");
    await minh.look("help-page");
    await minh.open(`/drafts/${draft}/check`);
    check(!await minh.page.locator('main [name="declared"]').count(), "a helper has nothing to send with");
    await minh.look("help-check");
    await lena.open(`/drafts/${draft}/help`);
    await lena.look("help-now");
    await lena.go(lena.page.locator('main form[action$="/help/end"] button'));
    check((await minh.open(`/drafts/${draft}/dog`)).status() === 404, "it is over at once");
    await lena.leave();
    await minh.leave();
}

/* The rest of it, signed and sent: the receipt is printed and handed over. */
async function whole(kim, draft) {
    await kim.open(`/drafts/${draft}`);
    await answer(kim, { dog_name: "Rex", dog_chip: "040098100123458", dog_birth_date: "2025-06-01", dog_breed: "other",
        dog_since: "2026-02-20", dog_others: "none", assistance: "no" }, {});
    await kim.open(`/desk/paper/${draft}`);
    await kim.fill("signature", "Jonas Lindner");
    await sign(kim);
    await kim.go(kim.page.locator('main form[action$="/sign"] button.govuk-button').last());
    await kim.tick(kim.page.locator("#declared"));
    await kim.go(kim.page.locator('form[action$="/submit"] button'));
    check(/^\/desk\/apply\/\d{4}-\d{6}/.test(kim.path), "sent, it leads to the receipt");
    check((await kim.text()).includes("Kim Jiu"), "the receipt names the officer");
    await kim.look("counter-receipt");
}

async function counter(come, mode) {
    const kim = await come(mode);
    await kim.sign_in("kim@saren.example.org", "/desk/apply");
    await kim.look("counter-begin");
    await kim.pick(kim.page.locator('main [name="service"]'), "dog-licence");
    await kim.choose("document", "passport");
    await kim.fill("document_number", "P1234567");
    await kim.fill("number", "200000000082");
    await kim.go(first(kim));
    const draft = /\/desk\/paper\/([^/]+)/.exec(kim.path)[1];
    await kim.look("counter-draft");
    await kim.fill("signature", "Jonas Lindner");
    await sign(kim);
    check(/^M\d+ \d+L/.test(await kim.page.locator('[name="signature-drawn"]').inputValue()), "the stroke is kept");
    await kim.open(`/drafts/${draft}/check`);
    await kim.look("counter-check");
    check((await kim.text()).includes("Jonas Lindner"), "what registers hold is filled in");
    await whole(kim, draft);
    await kim.open("/desk/card");
    await kim.look("card-begin");
    await kim.fill("number", "200000000154");
    for (const [part, value] of [["day", "19"], ["month", "8"], ["year", "1984"]])
        await kim.fill(`born-${part}`, value);
    await kim.fill("name", "Tobias");
    await kim.go(first(kim));
    check(await kim.page.locator("main .stoa-codes li").count() === 40, "a card has forty codes");
    await kim.look("card");
    await kim.leave();
}

export async function helped(come, mode) {
    await helper(come, mode);
    await counter(come, mode);
}
