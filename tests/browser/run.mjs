/* run.mjs STOA SHOTS [NAME...] - the journeys, or those named: by mode (desk, phone, phone-dark, keys (keyboard only), plain (no
 * scripts), vi (Vietnamese), dark), by suite (the keys of `suites` below), or both.  Two suites run beside each other, each on a
 * site of its own.  Pictures of the pages go to SHOTS, unless PICTURES=no.  The last line counts the checks. */
import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { address } from "./address.mjs";
import { appeal } from "./appeal.mjs";
import * as birth from "./birth.mjs";
import { correct } from "./correct.mjs";
import { duplicates } from "./duplicates.mjs";
import { extracts } from "./extracts.mjs";
import { city } from "./city.mjs";
import { covered } from "./coverage.mjs";
import { editors } from "./editors.mjs";
import { fills } from "./fills.mjs";
import { forms } from "./forms.mjs";
import { card } from "./card.mjs";
import { helped } from "./helped.mjs";
import { Visitor, browse, check, journey, serve, skip, summary } from "./lib.mjs";
import { money } from "./money.mjs";
import { paper } from "./paper.mjs";
import { papers } from "./papers.mjs";
import { parties } from "./parties.mjs";
import { reading } from "./reading.mjs";
import { rest } from "./rest.mjs";
import { rules } from "./rules.mjs";
import { sandbox } from "./sandbox.mjs";
import { services } from "./services.mjs";
import { studio } from "./studio.mjs";
import { studio_desk } from "./studio_desk.mjs";
import { studio_new } from "./studio_new.mjs";
import { tour } from "./tour.mjs";
import { work } from "./work.mjs";

const [stoa, shots, ...only] = process.argv.slice(2);
const cases = {
    desk: { family: "lena", child: "Mai Anna", days: 3, officer: "brandt@saren.example.org", who: "Theresa Brandt" },
    phone: { family: "sofia", child: "Inés", days: 5, officer: "mansour@saren.example.org", who: "Yousef Mansour" },
    keys: { family: "lena", child: "Clara Linh", days: 9, officer: "mansour@saren.example.org", who: "Yousef Mansour" },
    plain: { family: "sofia", child: "Olivia", days: 12, officer: "brandt@saren.example.org", who: "Theresa Brandt" },
    vi: { family: "hoa", child: "Ngọc Lan", days: 4, officer: "mansour@saren.example.org", who: "Yousef Mansour" },
};

if (!existsSync(process.env.CHROMIUM ?? "/usr/bin/chromium")) {
    skip("there is no Chromium");
    process.exit(summary());
}
const dir = mkdtempSync(`${tmpdir()}/stoa-journeys-`);
const browser = await browse();

/* One birth, with everybody who has to do with it. */
async function one(site, come, mode, c) {
    const family = birth.families[c.family];
    const parent = await come(mode);
    const officer = await come(mode);
    const anyone = await come(mode);
    const state = { file: `${dir}/${mode}.pdf` };
    const question = "Is the spelling of the name as you wish it?";
    const reply = "Yes, exactly so.";

    await journey(`${mode}: a parent registers`, async () => {
        state.number = await birth.apply(parent, family, c.child, c.days, dir);
        state.had = await birth.offers(parent);
        if (mode === "desk")
            state.receipt = await birth.receipt(parent, state.number, dir);
    });
    if (state.number)
        await journey(`${mode}: a question and its answer`, async () => {
            state.task = await birth.ask(officer, c.officer, state.number, question);
            await birth.reply(parent, question, reply);
        });
    if (state.task)
        await journey(`${mode}: the decision and the certificate`, async () => {
            await birth.approve(officer, state.task, family, reply);
            await birth.certificate(parent, state.number, state.file);
        });
    if (existsSync(state.file)) {
        await journey(`${mode}: anyone checks the certificate`, () => birth.verify(anyone, state.file, "genuine", c.child));
        await journey(`${mode}: the certificate, by other programs`, () => papers(site, state.file, dir, family.lang));
        await journey(`${mode}: what is offered`, () => birth.offered(parent, state.had));
        await journey(`${mode}: who looked`, () => birth.looks(parent, c.who));
        if (["desk", "phone", "plain"].includes(mode)) {
            const head = await come(mode);
            await journey(`${mode}: a question about a look`, () => birth.asked(parent, head, c.who));
            await head.leave();
        }
    }
    for (const v of [parent, officer, anyone])
        await v.leave();
    return state;
}

/* The log as an auditor sees it: proven by a program in another language, the receipt by the site's own page. */
async function audit(site, come, receipt) {
    const v = await come("desk");
    const key = (await (await fetch(`${site.base}/log/vkey`)).text()).trim();
    writeFileSync(`${dir}/checkpoint`, await (await fetch(`${site.base}/log/checkpoint`)).text());
    const args = ["tests/verify_log.py", `${site.base}/log`, "--key", key, "--since", `${dir}/checkpoint`];
    const leaf = receipt && createHash("sha256").update(Buffer.from(`00${JSON.parse(receipt).entry}`, "hex")).digest("hex");
    const proven = JSON.parse(execFileSync("python3", leaf ? [...args, "--leaf", leaf] : args).toString());
    check(proven.size > 5, `the log holds ${proven.size} entries, all proven`);
    const own = spawnSync(stoa, ["verify", "--data", site.data], { encoding: "utf8" });
    check(own.status === 0, `stoa verify, while it serves: ${own.stdout}${own.stderr}`);
    await v.sign_in("auditor@alvaria.example.org");
    await v.open("/log");
    await v.look("log");
    if (check(Boolean(receipt), "the parent has a receipt")) {
        await v.fill("receipt", receipt);
        await v.go(v.page.locator('main form[action$="/check"] button'));
        await v.look("proof");
        check(await v.page.locator(".stoa-verdict--genuine").count() === 1, `the receipt is proven: ${(await v.text()).slice(0, 300)}`);
    }
    await v.leave();
}

/* A backup made while it serves, set up again: the same case, for the same person. */
async function again(site, number) {
    const made = spawnSync(stoa, ["backup", `${dir}/backup`, "--keys", "--data", site.data], { encoding: "utf8" });
    check(made.status === 0, `stoa backup, while it serves: ${made.stdout}${made.stderr}`);
    const back = spawnSync(stoa, ["restore", `${dir}/backup`, "--data", `${dir}/again`], { encoding: "utf8" });
    check(back.status === 0, `stoa restore, and verify: ${back.stdout}${back.stderr}`);
    const other = await serve(stoa, [], `${dir}/again`);
    const v = await Visitor.come(browser, other, "desk", shots);
    await v.sign_in("lena@example.org", "/cases");
    await v.open(`/cases/${number}`);
    check((await v.text()).includes(number), "the case is there, and opens");
    check(await v.page.locator('main a[href*="/documents/"]').count() >= 1, "its certificate too");
    await v.leave();
    await other.stop();
}

async function births(site, come, mode) {
    const state = await one(site, come, mode, cases[mode]);
    if (mode === "desk")
        await journey("an auditor proves the log", () => audit(site, come, state.receipt));
    if (mode === "desk" && existsSync(state.file))
        await journey("a backup, set up again", () => again(site, state.number));
}

/* The other pages show what the births left there: cases, looks, rulings. */
async function births_and_tour(site, come, mode) {
    if (cases[mode])
        await births(site, come, mode);
    if (mode !== "keys")
        await journey(`${mode}: every other page`, () => tour(come, mode));
}

/* What is walked, in which modes, on which site (the demo where none is named).  Those that take longest first. */
const suites = {
    birth: { modes: ["desk", "phone", "keys", "plain", "vi", "dark", "phone-dark"], walk: births_and_tour },
    forms: { modes: ["desk", "phone", "keys", "dark", "phone-dark", "plain"], folder: "tests/sites/forms", walk: (_, come, mode) => forms(come, mode, dir) },
    studio: { modes: ["desk", "phone", "vi", "dark", "plain"], walk: (_, come, mode) => studio(come, mode) },
    "studio-desk": { modes: ["desk", "phone", "vi", "dark", "plain"], walk: (_, come, mode) => studio_desk(come, mode) },
    "studio-new": { modes: ["phone", "vi"], walk: (_, come, mode) => studio_new(come, mode) },
    sandbox: { modes: ["desk", "phone", "dark", "plain"], walk: (_, come, mode) => sandbox(come, mode) },
    editors: { modes: ["desk", "phone", "plain"], walk: (_, come, mode) => editors(come, mode, stoa, dir) },
    services: { modes: ["desk", "vi", "phone"], walk: (_, come, mode) => services(come, mode, dir) },
    address: { modes: ["phone", "keys", "plain"], walk: (_, come, mode) => address(come, mode) },
    rules: { modes: ["desk", "phone", "keys", "vi", "dark", "phone-dark", "plain"], walk: (_, come, mode) => rules(come, mode) },
    helped: { modes: ["phone"], walk: (_, come, mode) => helped(come, mode) },
    card: { modes: ["phone", "keys", "plain", "dark"], walk: (_, come, mode) => card(come, mode) },
    reading: { modes: ["phone"], walk: (_, come, mode) => reading(come, mode) },
    paper: { modes: ["desk", "plain"], walk: (_, come, mode) => paper(come, mode, dir) },
    extracts: { modes: ["desk", "phone", "plain", "dark"], walk: async (_, come, mode) => extracts(await come(mode), await come(mode)) },
    correct: { modes: ["desk", "phone"], walk: (_, come, mode) => correct(come, mode, dir) },
    duplicates: { modes: ["desk", "phone-dark", "plain"], walk: (_, come, mode) => duplicates(come, mode) },
    rest: { modes: ["phone", "dark", "plain"], walk: (_, come, mode) => rest(come, mode) },
    money: { modes: ["desk", "phone"], walk: (_, come, mode) => money(come, mode) },
    appeal: { modes: ["phone"], walk: (site, come, mode) => appeal(site, come, mode, stoa) },
    parties: { modes: ["desk", "phone-dark", "plain"], walk: (site, come, mode) => parties(site, come, mode, stoa) },
    fills: { modes: ["desk", "phone-dark", "plain"], folder: "tests/desk/site", walk: (site, come, mode) => fills(site, come, mode, dir, stoa) },
    city: { modes: ["desk", "phone-dark", "plain", "vi"], folder: "sites/demo-city", walk: (_, come, mode) => city(come, mode) },
    work: { modes: ["desk", "phone", "plain", "dark"], folder: "tests/desk/site", walk: (_, come, mode) => work(come, mode) },
};
const named = only.filter((name) => name in suites);
const modes = only.filter((name) => !(name in suites));
const waiting = Object.entries(suites).filter(([name]) => !named.length || named.includes(name));

async function suite(name, { modes: own, folder, walk }) {
    const wanted = own.filter((mode) => !modes.length || modes.includes(mode));
    if (!wanted.length)
        return;
    const site = await serve(stoa, [], null, folder);
    for (const mode of wanted)
        await journey(`${mode}: ${name}`, () => walk(site, (m) => Visitor.come(browser, site, m, shots), mode));
    await journey(`${name}: the program ends well`, () => site.stop());
}

async function lane() {
    for (let next; (next = waiting.shift());)
        await journey(next[0], () => suite(...next));
}
await Promise.all([lane(), lane()]);
if (!only.length || process.env.COVERAGE)
    await journey("every page", async () => covered({
        "/desk/looks/odd/:look": "sometimes: what stands out depends on the hour at which the journeys run",
        "/desk/cash/orders/:order": "a transfer that came back needs a file of the bank about an order of this run",
    }));
await browser.close();
rmSync(dir, { recursive: true, force: true });
process.exit(summary());
