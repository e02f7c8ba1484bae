/* An address that is found in the register: with scripts while it is typed, without them by the button; and one that is not in
 * the list. */
import { check } from "./lib.mjs";

const forward = (v) => v.page.locator("main form button.govuk-button:not([name])").first();
const find = (v) => v.page.locator('main [name="new_address-find"]');
const choice = (v, label) => v.page.locator(`main label:has-text("${label}")`);

async function seek(v, words) {
    await v.type(find(v), words);
    if (!v.scripts)
        await v.go(v.page.locator('main button[name="_find"]'));
}

export async function address(come, mode) {
    const v = await come(mode);
    await v.sign_in("layla@example.org", "/apply/change-of-address/about-you");
    await v.go(forward(v));
    await v.choose("where", "here");
    await v.go(forward(v));
    await v.look("address-asked");
    await seek(v, "fahrstr 11");
    await choice(v, "Fährstraße 11, 1020 Saren").waitFor();
    await v.look("address-found");
    if (v.scripts) {
        check(await v.page.evaluate(() => document.activeElement.name) === "new_address-find", "the focus stays where it is typed");
        check((await v.page.locator("form [role=status]").last().innerText()).includes("1 address found"), "how many there are is said");
        check(!await v.page.locator('main [name="new_address-lines"]').isVisible(), "the lines wait until they are wanted");
    }
    await seek(v, "nowhere 9");
    await v.page.getByText("No address found for “nowhere 9”").first().waitFor();
    await v.look("address-none");
    await v.tick(v.page.locator('main [name="new_address-key"][value="typed"]'));
    await v.page.locator('main [name="new_address-lines"]').waitFor({ state: "visible" });
    await v.look("address-typed");
    await seek(v, "lindenplatz 4");
    await choice(v, "Lindenplatz 4, 1010 Saren").waitFor();
    await v.choose("new_address-key", "XA-1010-01-004");
    await v.go(forward(v));
    check((await v.page.locator("h1").innerText()).includes("On which day"), `the address is taken: ${(await v.text()).slice(0, 300)}`);
    await v.leave();
}
