/* The editors of models in the Studio: drawn, saved, checked; what the page round them promises. */
import { cpSync, readFileSync } from "node:fs";
import { check } from "./lib.mjs";
import { found_in, roundtrip } from "./roundtrip.mjs";

const service = "/studio/services/dog-licence";
const inside = ["[data-canvas]", "[data-panel]"]; /* the packages' own, which axe has findings in */
const names = { bpmn: "process.bpmn", dmn: "rules.dmn", form: "form.json" };

async function draft(v, title) {
    await v.sign_in("okafor@saren.example.org", "/studio");
    await v.open(service);
    await v.fill("title", title);
    await v.go(v.page.locator('main form[action$="/dog-licence"] button'));
    return new URL(v.page.url()).pathname;
}

async function open(v, at, kind) {
    const answer = await v.open(`${at}/editor?path=${names[kind]}`);
    await v.page.locator("[data-ready]").waitFor();
    return answer;
}

/* The mark of the packages' makers is there, links to them, and nothing lies over it: their licence asks for it. */
async function marked(v, kind) {
    const mark = v.page.locator("[data-canvas] a[href*='bpmn.io']").last();
    await mark.scrollIntoViewIfNeeded();
    const seen = await mark.evaluate((e) => {
        const box = (e.querySelector("svg") ?? e).getBoundingClientRect();
        const style = getComputedStyle(e);
        const top = [[0.1, 0.1], [0.5, 0.5], [0.9, 0.9]].map(([x, y]) =>
            document.elementFromPoint(box.left + box.width * x, box.top + box.height * y));
        return box.width > 20 && box.height > 8 && style.visibility === "visible" && style.opacity === "1" &&
            top.every((t) => t && (e.contains(t) || t === e));
    });
    check(seen, `${kind}: the mark of bpmn.io is visible as a whole`);
}

async function save(v) {
    await v.page.locator("[data-save-button]").click();
    await v.page.waitForFunction(() => !/Saving/.test(document.querySelector("[data-status]").textContent));
    return await v.page.locator("[data-status]").innerText();
}

async function found(v, id) {
    const buttons = v.page.locator("[data-findings] button", { hasText: id });
    return { n: await v.page.locator("[data-findings] li").count(), button: buttons.first(), named: await buttons.count() };
}

/* A task of a type that does not exist: the check says so beside the picture, and leads to it. */
async function process(v, at) {
    const page = v.page;
    const policy = (await open(v, at, "bpmn")).headers()["content-security-policy"];
    check(/script-src 'self' 'sha256-/.test(policy) && !/unsafe-eval/.test(policy) && !/script-src[^;]*unsafe/.test(policy), `scripts are the house's: ${policy}`);
    await v.look("editor-bpmn", inside);
    await marked(v, "bpmn");
    await page.locator('[data-canvas] [data-element-id="Task_chip"] .djs-hit').first().click();
    await page.locator(".bio-properties-panel-group-header", { hasText: "Task definition" }).click();
    const type = page.locator("#bio-properties-panel-taskDefinitionType");
    const was = await type.inputValue();
    await type.fill("nobody.knows");
    await type.press("Tab");
    check(await page.locator("[data-status]").innerText() === "There are changes that are not saved.", "a change is told");
    check(await save(v) === "Saved.", `it is saved: ${await page.locator("main").innerText()}`.slice(0, 300));
    const wrong = await found(v, "Task_chip");
    if (check(wrong.named > 0, `the check names the task: ${await page.locator("[data-findings]").innerText()}`)) {
        await page.locator('[data-canvas] [data-element-id="End_refused"] .djs-hit').first().click();
        await wrong.button.click();
        check(await page.locator('[data-canvas] .djs-element.selected[data-element-id="Task_chip"]').count() === 1, "a finding leads to its element");
        check(await page.locator('[data-canvas] .stoa-found[data-element-id="Task_chip"]').count() === 1, "elements with findings are marked");
        await v.look("editor-finding", inside);
        await v.open(at);
        await v.go(page.locator('main a[href*="/editor?"]', { hasText: "Task_chip" }).first());
        await page.locator("[data-ready]").waitFor();
        check(await page.locator('[data-canvas] .djs-element.selected[data-element-id="Task_chip"]').count() === 1, "so does one on the draft's page");
    }
    await open(v, at, "bpmn");
    await page.locator('[data-canvas] [data-element-id="Task_chip"] .djs-hit').first().click();
    await page.locator(".bio-properties-panel-group-header", { hasText: "Task definition" }).click();
    check(await type.inputValue() === "nobody.knows", "what was saved is there again");
    await type.fill(was);
    await type.press("Tab");
    await page.keyboard.press("Control+s");
    await page.locator("[data-status]", { hasText: "Saved." }).waitFor();
    check((await found(v, "Task_chip")).n === 0, "corrected: nothing is found");
}

async function rules(v, at) {
    const page = v.page;
    await open(v, at, "dmn");
    await marked(v, "dmn");
    await page.locator("[data-canvas] .drill-down-overlay").first().click();
    const cell = page.locator('[data-canvas] [data-element-id="path_r4o0"] [contenteditable]');
    await cell.click();
    await page.keyboard.press("Control+a");
    await page.keyboard.type("1 +");
    await page.locator('[data-canvas] [data-element-id="path_r3o0"]').click();
    check(await save(v) === "Saved.", "a cell is saved");
    check((await found(v, "")).n > 0, "an expression that breaks off is found");
    await v.look("editor-dmn", inside);
    await cell.click();
    await page.keyboard.press("Control+a");
    await page.keyboard.type('"examine"');
    const why = page.locator("[data-canvas] td.annotation [contenteditable]").nth(1);
    check((await why.innerText()).trim() === "The dog is registered already: it changes hands", "the second annotation of a rule is a column");
    await why.click();
    await page.keyboard.press("Control+a");
    await page.keyboard.type("It has a chip already");
    await page.locator('[data-canvas] [data-element-id="path_r3o0"]').click();
    const again = await save(v);
    check(again === "Saved.", `and saved again: ${again} ${await page.locator("[data-alert]").innerText()}`);
    const text = await page.evaluate(async (path) => (await (await fetch(path, { headers: { accept: "application/json" } })).json()).content,
        `${at}/file?path=${names.dmn}`);
    const before = readFileSync("sites/demo/services/dog-licence/rules.dmn", "utf8");
    check(text.includes("<text>It has a chip already</text>") && !text.includes("it changes hands"), "a reason is another");
    check(!text.includes('"at_once"') && text.split("annotationEntry").length === before.split("annotationEntry").length,
        "the cell is another, clauses and reasons are all there");
}

async function form(v, at, other) {
    const page = v.page;
    await open(v, at, "form");
    await marked(v, "form");
    check((await page.locator("[data-preview]").innerText()).includes("Its name"), "the server's preview is there");
    await page.locator("[data-canvas] .fjs-element", { hasText: "Its name" }).last().click();
    await page.locator(".bio-properties-panel-group-header", { hasText: "General" }).click();
    const label = page.locator("#bio-properties-panel-label");
    await label.click();
    await page.keyboard.press("Control+a");
    await page.keyboard.type("How do you call it?");

    /* meanwhile somebody else changes the same file */
    await other.open(`${at}/file?path=form.json`);
    const theirs = await other.page.locator("textarea").inputValue();
    await other.fill("text", `${theirs}\n`);
    await other.go(other.page.locator('main form[action$="/save"] button'));
    await save(v);
    check((await page.locator("[data-alert]").innerText()).includes("Somebody changed this"), "what somebody else wrote is not lost");
    check(await save(v) === "Saved.", "saved again, one's own takes its place");
    await page.locator("[data-preview]", { hasText: "How do you call it?" }).waitFor();
    await v.look("editor-form", inside);
    await layout(page);
    await v.open(`${at}/compare`);
    check((await v.text()).includes("Question changed"), "the comparison says what changed");
}

/* The layout of a file outlives what is changed in it; what the editor adds of itself is no change. */
async function layout(page) {
    const text = readFileSync("tests/browser/models/form.json", "utf8");
    const got = await page.evaluate(async (before) => {
        const { merged, same, written } = await import(document.querySelector("[data-script]").dataset.script);
        const now = JSON.parse(before);
        now.components[1].label = "Another";
        now.components.push({ type: "text", id: "new", text: "new" });
        now.components.shift();
        const out = written(now, before);
        const rows = (...r) => ({ components: r.map((row, i) => ({ id: `f${i}`, layout: { row, columns: null } })) });
        const bare = { components: [{ id: "f0" }, { id: "f1" }] };
        return { out, right: same(JSON.parse(out), now), none: same(merged(bare, rows("A", "B"), rows("A", "B")), bare),
            both: same(merged(bare, rows("A", "B"), rows("A", "A")), rows("A", "A")) };
    }, text);
    const old = text.split("\n");
    const kept = got.out.split("\n").filter((line) => old.includes(line)).length;
    check(got.right, "a form is written as it is");
    check(kept >= old.length - 4, `what did not change is written as it was (${kept} lines of ${old.length})`);
    check(got.none, "rows that the editor adds are no change");
    check(got.both, "two questions in one row are");
}

/* Nobody but who opens an editor is sent one. */
async function elsewhere(v, at) {
    for (const path of ["/", "/services/dog-licence", service, at, `${at}/file?path=process.bpmn`]) {
        const answer = await v.page.request.get(v.site.base + path);
        const policy = answer.headers()["content-security-policy"];
        check(!/editor-(bpmn|dmn|form)/.test(await answer.text()), `${path} refers to no editor`);
        check(/require-trusted-types-for/.test(policy) && !/unsafe/.test(policy), `${path} has the house's policy: ${policy}`);
    }
    const script = await v.page.evaluate(() => document.querySelector('script[src^="/assets/stoa."]').src);
    check(!/editor-|bpmn/.test(await (await v.page.request.get(script)).text()), "the script of all pages names none");
}

export async function editors(come, mode, stoa, dir) {
    const ada = await come(mode);
    const at = await draft(ada, `As pictures, ${mode}`);
    if (mode === "plain") {
        await ada.open(`${at}/file?path=process.bpmn`);
        await ada.go(ada.page.locator('main a[href*="/editor"]'));
        await ada.look("editor-plain");
        check((await ada.text()).includes("needs scripts"), "without scripts it says so");
        await ada.go(ada.page.getByRole("link", { name: "Edit as text" }));
        check(await ada.page.locator("textarea").count() === 1, "and leads to the text");
        await ada.leave();
        return;
    }
    if (mode !== "desk") {
        await open(ada, at, "bpmn");
        await ada.look("editor-bpmn", inside);
        await marked(ada, "bpmn");
        await ada.leave();
        return;
    }
    const maja = await come(mode);
    await maja.sign_in("okafor@saren.example.org", "/studio");
    await process(ada, at);
    await rules(ada, at);
    await form(ada, at, maja);
    await elsewhere(ada, at);
    await maja.leave();

    cpSync("sites/demo", `${dir}/through`, { recursive: true });
    let n = 0;
    for (const kind of Object.keys(names)) {
        await open(ada, at, kind);
        await roundtrip(ada.page, kind, "tests/browser/models");
        n += await roundtrip(ada.page, kind, "sites/demo", `${dir}/through`);
    }
    const [was, is] = ["sites/demo", `${dir}/through`].map((site) => found_in(stoa, site));
    check(n > 60 && was.status === is.status && was.said === is.said, `${n} models went through the editors, and the check says: ${is.said.slice(-400)}`);

    await ada.open(at);
    await ada.go(ada.page.locator('main form[action$="/submit"] button'));
    await open(ada, at, "bpmn");
    check(await ada.page.locator("[data-save-button], [data-panel], [data-canvas] .djs-palette").count() === 0, "in review it can only be looked at");
    await ada.look("editor-review", inside);
    await marked(ada, "viewer");
    check((await ada.open(`${at}/editor?path=form.json`)).status() === 404, "forms have no viewer: the server shows them");
    check((await ada.open("/vi" + `${at}/editor?path=rules.dmn`)).status() === 200 && (await ada.text()).includes("Xem bằng văn bản"), "in Vietnamese, too");
    await ada.leave();
}
