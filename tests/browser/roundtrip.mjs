/* Models through the editors and back: each of the demo's files, and one of each kind with what no editor knows, opened in the
 * browser, given back without a change and after a small one. */
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { check } from "./lib.mjs";

const kind_of = (path) => path.endsWith(".bpmn") ? "bpmn" : path.endsWith(".dmn") ? "dmn" : "form";

function files(folder) {
    return readdirSync(folder, { recursive: true, encoding: "utf8" }).map((path) => path.toString())
        .filter((path) => /\.(bpmn|dmn)$/.test(path) || /(^|\/)(form|forms\/[^/]+)\.json$/.test(path)).sort();
}

/* In the page: opens each text in an editor of its own, and gives back what it says before and after a change; with what stands
 * in the XML as a set of lines, whatever their order, prefixes and spelling. */
async function through([kind, texts]) {
    const { script } = document.querySelector("[data-script]").dataset;
    const { open } = await import(script);

    function lines(text) {
        const out = [];
        const name = (node) => `{${node.namespaceURI ?? ""}}${node.localName}`;
        function walk(node, path) {
            const at = `${path}/${name(node)}${node.getAttribute("id") ? `#${node.getAttribute("id")}` : ""}`;
            const own = [...node.childNodes].filter((n) => n.nodeType === 3 || n.nodeType === 4).map((n) => n.data).join("").trim();
            out.push(at);
            if (own)
                out.push(`${at} = ${own}`);
            for (const a of node.attributes)
                if (a.namespaceURI !== "http://www.w3.org/2000/xmlns/")
                    out.push(`${at} ${name(a)} = ${a.value}`);
            for (const inner of node.children)
                walk(inner, at);
        }
        const doc = new DOMParser().parseFromString(text, "text/xml");
        if (doc.querySelector("parsererror"))
            return [`not XML: ${doc.querySelector("parsererror").textContent}`];
        walk(doc.documentElement, "");
        return out.sort();
    }

    /* Renames what can be renamed: a task, a decision, a question. */
    function change(editor) {
        if (kind === "bpmn") {
            const task = editor.own.get("elementRegistry").find((e) => /Task$/.test(e.type));
            editor.own.get("modeling").updateProperties(task, { name: "Another name" });
        } else if (kind === "dmn") {
            const view = editor.own.getViews().find((v) => v.type !== "drd");
            view.element.set("name", "Another name");
        } else {
            const field = editor.own.get("formFieldRegistry").getAll().find((f) => f.label || f.text);
            editor.own.get("modeling").editFormField(field, field.label ? "label" : "text", "Another name");
        }
    }

    const out = [];
    for (const text of texts) {
        const [host, panel] = [0, 1].map(() => document.body.appendChild(document.createElement("div")));
        host.style.blockSize = "600px";
        const editor = await open(host, panel, text, true, () => {});
        const same = await editor.text();
        change(editor);
        const changed = await editor.text();
        editor.close();
        host.remove();
        panel.remove();
        out.push({ same, changed, ...(kind === "form" ? {} : { before: lines(text), after: lines(same), later: lines(changed) }) });
    }
    return out;
}

/* What of a is not in b, each as often as it stands there. */
function missing(a, b) {
    const left = new Map();
    for (const line of b)
        left.set(line, (left.get(line) ?? 0) + 1);
    return a.filter((line) => {
        const n = left.get(line) ?? 0;
        left.set(line, n - 1);
        return n <= 0;
    });
}

/* A default that is written out, or left out, says the same. */
const defaults = / \{\}(hitPolicy = UNIQUE|isInterrupting = true|cancelActivity = true|isSequential = false)$/;
/* A task whose name changes gets a place for it in the picture. */
const place = /BPMNLabel$/;
const told = (lines) => lines.filter((line) => !defaults.test(line));

function compared(file, text, got) {
    if (kind_of(file) === "form") {
        check(got.same === text, `${file}: opened and saved, it is the same to the byte`);
        const lines = (t) => t.split("\n");
        const lost = missing(lines(text), lines(got.changed));
        check(lost.length === 1 && /"(label|text)"/.test(lost[0]), `${file}: one label changed, one line is another: ${lost.slice(0, 3).join(" | ")}`);
        return;
    }
    const lost = told(missing(got.before, got.after));
    const found = told(missing(got.after, got.before));
    check(!lost.length, `${file}: opened and saved, it loses ${lost.length}: ${lost.slice(0, 3).join(" | ")}`);
    check(!found.length, `${file}: opened and saved, it gains ${found.length}: ${found.slice(0, 3).join(" | ")}`);
    const gone = told(missing(got.before, got.later));
    const come = told(missing(got.later, got.before)).filter((line) => !place.test(line));
    check(gone.length <= 1 && gone.every((l) => / \{\}name = /.test(l)), `${file}: one name changed, it loses ${gone.slice(0, 3).join(" | ")}`);
    check(come.length === 1 && come[0].endsWith("= Another name"), `${file}: one name changed, it gains ${come.slice(0, 3).join(" | ")}`);
}

const found_in = (stoa, site) => {
    const ran = spawnSync(stoa, ["check", site], { encoding: "utf8", maxBuffer: 1 << 24 });
    return { status: ran.status, said: `${ran.stdout}${ran.stderr}`.replaceAll(site, "").replace(/:\d+:/g, ":") };
};

/* page: of an editor; kind: of the files that its bundle opens.  Writes what came back below `to`. */
export async function roundtrip(page, kind, site, to) {
    const all = files(site).filter((file) => kind_of(file) === kind);
    const texts = all.map((file) => readFileSync(`${site}/${file}`, "utf8"));
    const got = await page.evaluate(through, [kind, texts]);
    all.forEach((file, i) => {
        compared(file, texts[i], got[i]);
        if (to)
            writeFileSync(`${to}/${file}`, got[i].same);
    });
    return all.length;
}

export { found_in };
