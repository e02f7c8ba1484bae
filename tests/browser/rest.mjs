/* Pages that no other journey passes: what people seldom open, the counter, letters to print, payments that fit nothing; and the
 * language, changed in the middle of everything. */
import { answer, next } from "./birth.mjs";
import { check, until } from "./lib.mjs";

const submit = (v) => v.go(v.page.locator("main form button:not([type=button])").first());
const switched = (v) => v.go(v.page.locator("a[rel=alternate]").first());
const plain = (path) => path.replace(/^\/(en|vi)(?=\/)/, "");

/* What was typed and not sent is there in the other language, and in the first one again; of a password nothing. */
async function languages(v) {
    await v.open("/sign-up");
    await v.fill("name", "Bích Hợp");
    await v.fill("password", "seven green lanterns");
    await switched(v);
    check(plain(v.path) === "/sign-up", `the same page in the other language: ${v.path}`);
    check(await v.page.locator("html").getAttribute("lang") === "vi", "it is in Vietnamese");
    if (v.scripts)
        check(await v.page.locator("[name=name]").inputValue() === "Bích Hợp", "what was typed is kept");
    check(await v.page.locator("[name=password]").inputValue() === "", "a password is not");
    await v.open("/apply/complaint-and-appeal/kind");
    await v.choose("kind", "complaint");
    await switched(v);
    if (v.scripts)
        check(await v.page.locator('[name=kind][value="complaint"]').isChecked(), "a choice in a draft is kept");
    await v.open("/vi/sign-up");
    check(await v.page.locator("[name=name]").inputValue() === "", "and put back once only");
    await v.open("/sign-in?to=%2Fcases");
    await v.fill("email", "nobody@example.org");
    await v.fill("password", "no such password");
    await submit(v);
    await switched(v);
    check(plain(v.path) === "/sign-in" && v.page.url().endsWith("?to=%2Fcases"), `after a refusal, too: ${v.page.url()}`);
}

/* An application without an account, left and taken up again by a link. */
async function later(v) {
    await v.open("/apply/complaint-and-appeal/kind");
    await v.choose("kind", "complaint");
    await next(v);
    const draft = plain(v.path).split("/")[2];
    await v.open(`/drafts/${draft}/send-link`);
    await v.look("later");
    await v.fill("email", "somebody@example.net");
    await submit(v);
    await v.look("later-sent");
    const mail = await (await fetch(new URL("/demo/mail", v.page.url()))).text();
    const link = /\/drafts\/[\w-]+\/come-back\?key=[\w-]+/.exec(mail)?.[0];
    if (!check(Boolean(link), "the link was sent"))
        return;
    await v.open(link);
    await v.look("come-back");
}

/* In one's account: the language of letters, and its end. */
async function account(v, mail) {
    await v.sign_in(mail, "/account/language");
    await v.look("account-language");
    await v.choose("lang", "vi");
    await submit(v);
    check((await v.text()).includes("Tiếng Việt"), "the language of letters is changed");
    await v.open("/account/card");
    await v.look("account-card");
    await v.open("/account/erase");
    await v.fill("old", "a lantern for every door");
    await submit(v);
    check(v.path.endsWith("/account/erased"), `the account is erased: ${v.path}`);
    await v.look("account-erased");
}

async function desk(come, mode) {
    const somebody = await come(mode);
    await somebody.open("/recover");
    await somebody.fill("email", "hoa@example.org");
    await submit(somebody);
    await somebody.leave();
    const registrar = await come(mode);
    await registrar.sign_in("mansour@saren.example.org", "/desk/post");
    check(await registrar.page.locator("main tbody tr").count() >= 1, "a letter waits to be printed");
    await registrar.look("post");
    for (const path of ["/desk/counter", "/desk/paper", "/desk/messages", "/status"]) {
        await registrar.open(path);
        await registrar.look(path.slice(1).replaceAll("/", "-"));
    }
    await registrar.leave();
}

async function money(v) {
    await v.sign_in("weiss@saren.example.org", "/desk/cash");
    await v.attach(v.page.locator("input[type=file]"), "sites/demo/services/certified-copy/tales/files/unknown.xml");
    await v.go(v.page.locator("form:has(input[type=file]) button:not([type=button])"));
    const item = v.page.locator('main a[href*="/cash/items/"]');
    await until(async () => {   /* each is matched to its fee a moment later */
        await v.open("/desk/cash");
        return await item.count();
    });
    await v.go(item.first());
    await v.look("cash-item");
}

export async function rest(come, mode) {
    for (const walk of [languages, later, (v) => account(v, { phone: "oleksandra", dark: "tereza", plain: "ingrid" }[mode] + "@example.org"),
        ...mode === "phone" ? [money] : []]) {
        const v = await come(mode);
        await walk(v);
        await v.leave();
    }
    await desk(come, mode);
}
