/* What the register says about a person, as much of it as they choose. */
import { check } from "./lib.mjs";

/* The public key of RFC 9901, A.5: it stands for a wallet's. */
const KEY = JSON.stringify({ kty: "EC", crv: "P-256", x: "TCAER19Zvu3OHF4j4W4vfSVoHIP1ILilDls7vCeGemc",
    y: "ZxjiWWbZMQGHVWKVQ4hbSIirsVfuecCE6t4jT9F2HZQ" });

export async function extracts(person, holder) {
    await person.sign_in("jonas@example.org", "/account/entry/extracts");
    await person.look("extracts");
    await person.go(person.page.locator('main a[href$="/extracts/new"]'));
    check(await person.page.locator("main input[type=checkbox]:checked").count() === 0, "nothing is chosen beforehand");
    await person.tick(person.page.locator("#f_birth_date"));
    await person.type(person.page.locator("#holder"), "no key");
    await person.look("extract-choose");
    await person.go(person.page.locator('main form[action$="/extracts/new"] button'));
    await person.look("extract-sure");
    await person.go(person.page.locator('main form[action$="/extracts/new"] button'));
    await person.look("extract-wrong");
    check(await person.page.locator("#f_birth_date").isChecked(), "what was chosen stays");
    await person.type(person.page.locator("#holder"), KEY);
    await person.go(person.page.locator('main form[action$="/extracts/new"] button'));
    await person.go(person.page.locator('main form[action$="/extracts/new"] button'));
    await person.look("extracts-had");
    check((await person.text()).includes("It shows: National number, Date of birth."), "the extract shows what was chosen");
    await person.page.locator("main details summary").first().click();
    await person.look("extracts-end");
    await person.open("/account/entry/held");
    await person.look("extracts-held");
    await person.open("/verify");
    await person.look("verify");
    await person.leave();
    await holder.sign_in("weiss@saren.example.org", "/account/entry/held"); /* whose qualification the register of education has */
    await holder.look("held");
    await holder.go(holder.page.locator('main a[href^="/account/entry/held/"]').first());
    await holder.look("held-choose");
    await holder.leave();
}
