/* Which pages of the program were looked at.  The program's routes stand in the tables of its blocks; what a GET of one shows is a
 * page unless it is data, a file or another program's. */
import { readFileSync, readdirSync } from "node:fs";
import { check } from "./lib.mjs";

const seen = new Set();

/* No pages of people's: downloads, data, what programs ask, and addresses that only lead on to a page. */
/* Addresses that only lead on, and downloads without an ending. */
const leads_on = /^\/(drafts\/:draft|desk\/tasks\/:task\/fill|cases\/:number\/tasks\/:task)$|\/(archive|receipt|data|\d+|:lang|vkey|checkpoint|pdf|sd-jwt)$|\/(runs|post)\/:|\/appealed\/documents\/|^\/certificates\//;
const data = /\.(json|jsonl|jsonld|csv|zip|pdf|xml|ics|dmn|bpmn|md|txt|svg|png|css|js|webmanifest|ico|pem)$|:file|^\/(api|gs|log\/|documents|open|rest|engine|metrics|health|ready|r\/|\.well-known\/|listClients$)/;

function tables(folder) {
    return readdirSync(folder, { withFileTypes: true }).flatMap((one) => one.isDirectory() ? tables(`${folder}/${one.name}`) :
        one.name.endsWith(".c") ? [readFileSync(`${folder}/${one.name}`, "utf8")] : []);
}

function routes() {
    const rows = tables("src/blocks").flatMap((text) => [...text.matchAll(/\{\s*GET,\s*"([^"]+)"([^}]*)\}/g)]);
    return [...new Set(rows.filter(([, path, rest]) => !data.test(path) && (path === "/account/data" || !leads_on.test(path)) && !/\.partner|\.scope/.test(rest)).map(([, path]) => path))];
}

export function looked(path) {
    seen.add(path.replace(/^\/(en|vi)(?=\/|$)/, "") || "/");
}

/* Each page of the program was looked at by some journey, but for those in `but` (with the reason). */
export function covered(but) {
    const all = routes();
    const fits = (pattern) => new RegExp(`^${pattern.replaceAll(/:\w+/g, "[^/]+")}$`);
    /* an address that a pattern without names fits is not one of a pattern with names */
    const of = (path) => all.filter((route) => fits(route).test(path)).sort((a, b) => a.split(":").length - b.split(":").length)[0];
    const hit = new Set([...seen].map(of));
    const missed = all.filter((route) => !hit.has(route));
    const never = missed.filter((route) => !(route in but));
    check(all.length > 100, `the tables have ${all.length} pages`);
    check(never.length === 0, `pages that no journey looked at: ${never.join(" ")}`);
    const met = Object.keys(but).filter((route) => !missed.includes(route) && !but[route].startsWith("sometimes"));
    check(met.length === 0, `pages that are looked at after all, or are no more: ${met.join(" ")}`);
    console.log(`  ${hit.size} of ${all.length} pages looked at`);
}
