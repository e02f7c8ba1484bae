/* The rules of a service, read and tried by somebody who is not signed in. */
import { readFileSync } from "node:fs";
import { check } from "./lib.mjs";

const service = "/services/birth-registration";
const words = {
    en: { link: "The rules, as they are applied", path: "Path: married", rule: "Rule 5 applies", parts: ["If", "then"] },
    vi: { link: "Các quy tắc đúng như được áp dụng", path: "Hướng giải quyết: cha mẹ đã kết hôn", rule: "Áp dụng quy tắc 5", parts: ["Nếu", "thì"] },
};

/* What a screen reader needs of every table: a caption, and headers that say what they head. */
async function tables(v) {
    const found = await v.page.locator("main table").evaluateAll((all) => all.map((t) => ({
        caption: t.caption?.textContent.trim() ?? "",
        bare: [...t.querySelectorAll("th")].filter((h) => !h.scope).length,
        parts: [...new Set([...t.querySelectorAll("td[data-label]")].map((c) => c.dataset.label.split(" ")[0]))],
        rows: t.tBodies[0].rows.length, headed: t.querySelectorAll("tbody th[scope=row]").length,
    })));
    check(found.length >= 4, `the rules stand in ${found.length} tables`);
    for (const t of found)
        check(t.caption && !t.bare && t.rows === t.headed, `the table ${t.caption} has a caption and its headers`);
    return found;
}

/* The graph: one image with a name, as many boxes as it says, the page no wider for it, its text readable on what lies behind. */
async function picture(v) {
    const found = await v.page.locator("main svg.dmn").evaluateAll((all) => all.map((s) => ({
        role: s.getAttribute("role"), name: document.getElementById(s.getAttribute("aria-labelledby"))?.textContent ?? "",
        boxes: s.querySelectorAll(".dmn-decision").length, asked: s.querySelectorAll(".dmn-input").length,
        text: getComputedStyle(s.querySelector(".dmn-decision text")).fill, box: getComputedStyle(s.querySelector(".dmn-decision .dmn-box")).fill,
        wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    })));
    check(found.length === 1, `the model has ${found.length} picture`);
    for (const p of found) {
        check(p.role === "img" && p.name.includes("rules.dmn"), `the picture is an image called ${p.name}`);
        check(p.boxes === 5 && p.asked === 10, `it shows ${p.boxes} decisions and ${p.asked} inputs`);
        check(p.text !== p.box, `its text (${p.text}) differs from its boxes (${p.box})`);
        check(p.wide <= 0, "the page does not scroll sideways for it");
    }
}

async function download(v) {
    const [file] = await Promise.all([v.page.waitForEvent("download"), v.press(v.page.locator('main a[href$=".dmn"]').first())]);
    check(file.suggestedFilename() === "rules.dmn", `the model is kept as ${file.suggestedFilename()}`);
    check(readFileSync(await file.path(), "utf8").includes("<decisionTable"), "the file holds the tables");
}

/* Where cells stand below each other, a condition is told from a result of the same name. */
function parts(found, words) {
    check(found.some((t) => words.every((w) => t.parts.includes(w))), `cells say whether they are condition or result: ${found.map((t) => t.parts)}`);
}

export async function rules(come, mode) {
    const v = await come(mode);
    const lang = mode === "vi" ? "vi" : "en", w = words[lang];
    await v.open(service);
    await v.go(v.page.locator(`main a[href$="${service}/rules"]`));
    check((await v.text()).includes(w.link), "the page of the rules opens from the service's");
    await v.look("rules");
    await picture(v);
    parts(await tables(v), w.parts);
    if (mode === "desk")
        await download(v);
    await v.go(v.page.locator(`main a[href$="${service}/rules/path"]`));
    await v.look("rules-questions");
    for (const [name, value] of [["applicant_role", "mother"], ["other_parent", "father_married"], ["birth_date", "2026-02-20"], ["today", "2026-03-02"]])
        await v.fill(name, value);
    await v.go(v.page.locator("main form button"));
    const text = await v.text();
    check(text.includes(w.path) && text.includes(w.rule), `the rules answer: ${text.slice(0, 300)}`);
    check(v.page.url().includes("other_parent=father_married"), "the address leads to the result again");
    await v.look("rules-result");
    await v.open(`${lang === "vi" ? "/vi" : ""}${service}/rules/second_person`);
    await v.fill("review", "refuse");
    await v.go(v.page.locator("main form button"));
    check(await v.page.locator(".govuk-error-summary").count() === 1, "what cannot be read is said");
    check(await v.page.locator("[name=review]").inputValue() === "refuse", "what was typed stays");
    await v.look("rules-error");
    const cookies = await v.page.context().cookies();
    check(!cookies.some((c) => /session|draft/.test(c.name)), "no session and no draft came of it");
    await v.leave();
}
