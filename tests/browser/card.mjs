/* Somebody without mail signs in with a password and a code of the card, and loses the card. */
import { check } from "./lib.mjs";

const PASSWORD = "a lantern for every door";
const first = (v) => v.page.locator("main form button.govuk-button:not([name]):not([type=button])").first();

/* A card from the counter: whoever asks first has an account made, later it takes the place of the one before. */
async function from_the_counter(come, mode) {
    const kim = await come(mode);
    await kim.sign_in("kim@saren.example.org", "/desk/card");
    await kim.fill("number", "200000000154");
    for (const [part, value] of [["day", "19"], ["month", "8"], ["year", "1984"]])
        await kim.fill(`born-${part}`, value);
    await kim.fill("name", "Tobias");
    await kim.go(first(kim));
    const codes = await kim.page.locator("main .stoa-codes code").allTextContents();
    check(codes.length === 40, "a card has forty codes");
    await kim.leave();
    return codes;
}

async function asked(v) {
    return Number(/[Cc]ode (\d+) of your card/.exec(await v.text())?.[1]);
}

async function set_step(v, codes, password) {
    await v.open("/account/card/step");
    await v.fill("old", password);
    await v.fill("code", codes[await asked(v) - 1]);
    await v.go(first(v));
}

export async function card(come, mode) {
    const codes = await from_the_counter(come, mode), v = await come(mode);
    await v.open("/recover");
    await v.fill("email", "200000000154");
    await v.go(first(v));
    await v.fill("code", codes[0]);
    await v.fill("letter_code", codes[1]);
    await v.fill("password", PASSWORD);
    await v.go(first(v));
    check(v.path.endsWith("/account"), "two codes of the card open the account");
    await v.open("/account/card");
    await v.look("card-own");
    await v.open("/account/step-up");
    await v.look("card-step-up");
    await v.open("/account/card/step");
    await v.look("card-step-set");
    await set_step(v, codes, PASSWORD);
    check(v.path.endsWith("/account/card"), "the step is switched on");
    await v.open("/account");
    await v.go(v.page.locator('main form[action$="/sign-out"] button'));
    await v.open("/sign-in");
    await v.fill("email", "200000000154");
    await v.fill("password", PASSWORD);
    await v.go(first(v));
    check(v.path.endsWith("/sign-in/code"), "the password alone opens nothing");
    await v.look("card-step");
    await v.fill("code", codes[0]);
    await v.go(first(v));
    check((await v.text()).includes("not right"), "a used code is none");
    await v.look("card-step-wrong");
    await v.go(v.page.locator('main a[href*="/sign-in/card"]'));
    await v.look("card-step-without");
    await v.open("/sign-in");
    await v.fill("email", "200000000154");
    await v.fill("password", PASSWORD);
    await v.go(first(v));
    await v.fill("code", codes[await asked(v) - 1].toLowerCase());
    await v.go(first(v));
    check(v.path.endsWith("/account"), "password and code open the account");
    await set_step(v, codes, PASSWORD);
    await v.open("/account/card/lost");
    await v.look("card-lost");
    await v.leave();
}
