/* Pages that no journey passes: looked at once in each mode, signed out and as people of every kind. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { check } from "./lib.mjs";

const open_to_all = ["/services", "/life-events/having-a-child", "/categories/family", "/offices", "/offices/civil-registry", "/pages/about", "/pages/help",
    "/pages/contact", "/accessibility", "/privacy", "/pages/terms", "/sign-up", "/sign-up/code", "/recover", "/recover/code", "/demo/mail", "/log", "/certificates",
    "/looks", "/exchange", "/exchange/levels", "/exchange/levels/income-for-housing", "/measures", "/services/birth-registration/measures", "/registers", "/registers/person"];
const signed_in = ["/cases", "/account", "/account/password", "/account/tokens", "/messages", "/privacy/looks", "/account/data", "/account/erase"];

function name_of(path) {
    return path.slice(1).replaceAll("/", "-").replace(/\d+/g, "n") || "home";
}

async function all(v, paths) {
    for (const path of paths) {
        const answer = await v.open(path);
        if (check(answer.status() === 200, `${path} is there (${answer.status()})`))
            await v.look(name_of(path));
    }
}

/* What the rules decided on, downloaded, and put through the same rules again: nothing changes. */
async function replay(v) {
    const model = "sites/demo/services/birth-registration/rules.dmn";
    for (const [name, value] of [["decision", "birth-registration/path"], ["from", "2020-01-01"], ["until", "2099-12-31"], ["reason", "A draft"]])
        await v.fill(name, value);
    const [file] = await Promise.all([v.page.waitForEvent("download"), v.press(v.page.locator("main form button").last())]);
    check(file.suggestedFilename() === "path.jsonl", `a file of lines: ${file.suggestedFilename()}`);
    const path = `${await file.path()}.jsonl`; // by its name it is known to have a case a line
    await file.saveAs(path);
    const cases = readFileSync(path, "utf8").trim().split("\n").map((line) => JSON.parse(line));
    check(cases.length >= 1 && cases.every((c) => c.applicant_role && c.law), `${cases.length} rulings came`);
    check(!/Hofer|\d{4}-\d{6}/.test(readFileSync(path, "utf8")), "no names and no numbers of cases");
    const told = JSON.parse(execFileSync(process.argv[2], ["decide", model, "--replay", path, "--against", model, "--decision", "path", "--json"], { stdio: ["ignore", "pipe", "ignore"] }));
    check(told.cases === cases.length && told.equal === cases.length, `the same rules decide the same: ${JSON.stringify(told).slice(0, 200)}`);
}

/* A key for a program: shown once, then only listed, then ended. */
async function token(v) {
    await v.open("/account/tokens");
    await v.fill("name", "Books");
    await v.choose("months", "3");
    await v.tick(v.page.locator('input[name="scope"][value="read"]'));
    await v.fill("password", "a lantern for every door");
    await v.go(v.page.locator("main form button").last());
    const made = /stoa_[0-9a-f]{64}/.exec(await v.text())?.[0];
    check(made, "the key is shown");
    await v.look("account-token-made");
    await v.open("/account/tokens");
    check(!(await v.text()).includes(made), "and not a second time");
    await v.go(v.page.locator('main form[action$="/end"] button').first());
    check(!(await v.page.locator('main form[action$="/end"]').count()), "it is ended");
}

export async function tour(come, mode) {
    const v = await come(mode);
    await all(v, mode.includes("dark") ? ["/", "/services/birth-registration", "/apply/birth-registration", "/sign-in", "/verify", "/demo/mail",
        "/search?q=babby"] : open_to_all);
    check((await v.open("/nothing-here")).status() === 404, "an unknown address is answered with 404");
    await v.look("not-found");
    await v.sign_in("lena@example.org", "/account");
    await all(v, signed_in);
    await token(v);
    const first = v.page.locator('main a[href*="/cases/"]').first();
    await v.open("/cases");
    if (await first.count()) {
        await v.go(first);
        await v.look("case");
    }
    await v.leave();
    const o = await come(mode);
    await o.sign_in("brandt@saren.example.org", "/desk");
    await o.open("/desk");
    await o.look("desk-list");
    await all(o, ["/desk?state=mine", "/desk/team", "/desk/absence", "/desk/incidents", "/desk/versions", "/desk/figures/birth-registration",
        "/desk/measures/birth-registration"]);
    await o.leave();
    const admin = await come(mode);
    await admin.sign_in("voss@saren.example.org", "/desk");
    await all(admin, ["/desk/officers", "/desk/offices"]);
    await admin.look("offices-closed");
    await admin.leave();
    const head = await come(mode);
    await head.sign_in("gruenwald@saren.example.org", "/desk");
    await all(head, ["/desk/team", "/desk/absence"]);
    check((await head.text()).includes("Elisabeth"), "the head enters absences of colleagues, too");
    await all(head, ["/desk/partners", "/desk/subscriptions", "/desk/exchange"]);
    check(await head.page.locator("main tbody th").filter({ hasText: "Saren" }).count() === 1, "the other node stands in the table of nodes");
    await head.look("exchange");
    await head.open("/desk/partners/state-archive");
    await head.look("partner");
    await head.leave();
    const senior = await come(mode);
    await senior.sign_in("gruenwald@saren.example.org", "/desk");
    await senior.open("/desk/rulings");
    await senior.look("desk-rulings");
    if (mode === "desk")
        await replay(senior);
    await senior.leave();
    const stranger = await come(mode);
    await stranger.sign_in("oleksandra@example.org", "/account");
    await all(stranger, ["/account/link", "/account/link/code"]);
    check((await stranger.open("/desk")).status() === 403, "the desk is not for everybody");
    await stranger.look("forbidden");
    await stranger.leave();
}
