/* A fee: asked for, seen by who owes it, paid at the counter; the certified copy comes by itself. */
import { check } from "./lib.mjs";
import { answer } from "./birth.mjs";

export async function money(come, mode) {
    const owner = await come(mode), cashier = await come(mode);
    await owner.sign_in("layla@example.org", "/apply/certified-copy/about-you");
    await answer(owner, { whose: "own", use: "other", copy_language: "en" }, {});
    await owner.look("fee-check");
    await owner.tick(owner.page.locator("#declared"));
    await owner.go(owner.page.locator('form[action$="/submit"] button'));
    const number = (await owner.text()).match(/\d{4}-\d{6}/)[0];
    await owner.look("fee-case");
    await owner.go(owner.page.locator('main a[href*="/fees/"]'));
    await owner.look("fee");
    const reference = (await owner.text()).match(/RF\d\d( ?\d+)+/)[0];
    check(reference.length > 6, `the fee has a reference: ${reference}`);
    await cashier.sign_in("weiss@saren.example.org", "/desk/cash");
    await cashier.look("cash");
    await cashier.fill("find", reference);
    await cashier.go(cashier.page.locator('main form[action$="/desk/cash"] button'));
    await cashier.look("cash-claim");
    check((await cashier.text()).includes(number), "the cashier finds the fee by its reference");
    await cashier.go(cashier.page.locator('form[action$="/paid"] button'));
    await cashier.look("cash-refused");
    await cashier.tick(cashier.page.locator("#how"));
    await cashier.go(cashier.page.locator('form[action$="/paid"] button'));
    await cashier.look("cash-paid");
    check(await cashier.page.locator('main a[href$="/receipt.pdf"]').count() === 1, "there is a receipt to print");
    await owner.open(`/cases/${number}`);
    await owner.look("fee-paid");
    check(await owner.page.locator('main a[href*="/documents/"], main strong.govuk-tag--grey').count() >= 1, "the copy is issued");
    await owner.leave();
    await cashier.leave();
}
