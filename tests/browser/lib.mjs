/* What the journeys share: the program started on a free port with a database of its own, people with a browser, and what
 * is looked at on every page: axe, the content security policy, errors of scripts, widths. */
import { AsyncLocalStorage } from "node:async_hooks";
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { chromium } from "playwright-core";
import { looked } from "./coverage.mjs";

const axe = readFileSync(new URL("../../node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
export const count = { passed: 0, failed: 0, skipped: 0 };
const about = new AsyncLocalStorage();  /* the journey that a check is part of; several run beside each other */

/* The most that anything is waited for, in ms: how fast it is, benches measure; here a busy machine must not fail. */
export const PATIENCE = 120000;

/* What `question` answers once it is true, or its last answer when nothing more is waited for. */
export async function until(question) {
    const end = Date.now() + PATIENCE;
    for (let pause = 50; ; pause = Math.min(pause * 1.5, 500)) {
        const answer = await question();
        if (answer || Date.now() > end)
            return answer;
        await new Promise((done) => setTimeout(done, pause));
    }
}

/* One check.  What failed is said at once, with the journey it was part of. */
export function check(good, what) {
    if (good)
        count.passed++;
    else {
        count.failed++;
        console.log(`FAILED ${about.getStore() ?? ""}: ${what}`);
    }
    return good;
}

export function skip(why) {
    count.skipped++;
    console.log(`skipped: ${why}`);
}

export function summary() {
    console.log(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
    return count.failed ? 1 : 0;
}

/* Runs one journey; what it throws is one failure, and the next journey still runs. */
export async function journey(name, steps) {
    const at = Date.now();
    try {
        await about.run(name, steps);
    } catch (e) {
        about.run(name, () => check(false, e.stack.split("\n").slice(0, 6).join("\n    ")));
    }
    if (process.env.VERBOSE)
        console.log(`  ${name}: ${((Date.now() - at) / 1000).toFixed(1)} s`);
}

async function free_port() {
    const s = createServer().listen(0, "127.0.0.1");
    await new Promise((done) => s.once("listening", done));
    const { port } = s.address();
    await new Promise((done) => s.close(done));
    return port;
}

/* The program with the demo's site or another: { base, data, stop }; folder: a data folder that is there, instead of a new one. */
export async function serve(stoa, settings = [], folder = null, site = "sites/demo") {
    const port = await free_port();
    const data = mkdtempSync(`${tmpdir()}/stoa-browser-`);
    const own = folder ?? `${data}/d`;
    const base = `http://localhost:${port}`;
    const child = spawn(stoa, ["serve", "--site", site, "--data", own, "--listen", `127.0.0.1:${port}`,
        "--public-url", base, "--dev", ...settings], { stdio: ["ignore", "pipe", "pipe"] });
    let log = "";
    child.stderr.on("data", (d) => { log += d; });
    await new Promise((done, fail) => {
        const late = setTimeout(() => fail(new Error(`the program did not start in ${PATIENCE / 1000} s: ${log}`)), PATIENCE);
        child.stdout.on("data", (d) => { if (String(d).includes("Stoa serves")) { clearTimeout(late); done(); } });
        child.once("exit", (code) => { clearTimeout(late); fail(new Error(`the program ended with ${code}: ${log}`)); });
    });
    const ended = new Promise((done) => child.once("exit", done));
    return {
        base, data: own, log: () => log,
        async stop() {
            child.kill("SIGTERM");
            const code = await ended;
            check(code === 0, `the program ended with ${code}`);
            const bad = log.split("\n").filter((l) => /"level":"error"/.test(l));
            check(bad.length === 0, `errors in the log: ${bad.slice(0, 3).join("\n")}`);
            rmSync(data, { recursive: true, force: true });
        },
    };
}

export async function browse() {
    return await chromium.launch({
        executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", headless: true,
        args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"],
    });
}

const screens = {
    desk: { viewport: { width: 1280, height: 900 } },
    keys: { viewport: { width: 1280, height: 900 }, keys: true },
    phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true },
    plain: { viewport: { width: 390, height: 844 }, javaScriptEnabled: false },
    vi: { viewport: { width: 1280, height: 900 }, locale: "vi-VN" },
    dark: { viewport: { width: 1280, height: 900 }, colorScheme: "dark" },
    "phone-dark": { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, colorScheme: "dark" },
};

/* In the dark a page has other colours, and nothing else. */
const colours = { type: "rule", values: ["color-contrast", "link-in-text-block"] };
const all_rules = { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] };

/* Somebody at a browser of their own.  look: each page is examined and pictured once under the name it is given. */
export class Visitor {
    constructor(page, site, mode, shots) {
        Object.assign(this, { page, site, mode, shots, keys: Boolean(screens[mode].keys), scripts: mode !== "plain" });
    }

    static async come(browser, site, mode, shots) {
        const { keys, ...options } = screens[mode];
        const context = await browser.newContext({ locale: "en-GB", acceptDownloads: true, ...options, baseURL: site.base });
        context.setDefaultTimeout(PATIENCE);
        const page = await context.newPage();
        page.on("console", (m) => m.type() === "error" && !/status of (403|404|409|422)/.test(m.text()) &&
            check(false, `${page.url()}: ${m.text()}`));
        page.on("pageerror", (e) => check(false, `${page.url()}: ${e.message}`));
        const visitor = new Visitor(page, site, mode, shots);
        /* For the page's whole life: asked for at each press, choosers are caught too late at times, and the browser's own
         * dialog, which nobody sees, keeps all later ones from opening. */
        page.on("filechooser", (chooser) => visitor.chosen?.(chooser));
        return visitor;
    }

    async leave() {
        await this.page.context().close();
    }

    get path() {
        return new URL(this.page.url()).pathname;
    }

    async text() {
        return await this.page.locator("main").innerText();
    }

    /* Where a navigation that still goes on ends this one, which happens on a busy machine, it is begun a second time. */
    async open(path) {
        try {
            return await this.page.goto(this.site.base + path);
        } catch (e) {
            if (!/ERR_ABORTED|interrupted by another navigation/.test(e.message))
                throw e;
            await this.page.waitForLoadState("load");
            return await this.page.goto(this.site.base + path);
        }
    }

    /* Everything that has to be true of every page; name: of the picture, none without one; except: selectors of what axe does not
     * look into. */
    async look(name, except = []) {
        const page = this.page;
        if (name && process.env.PICTURES !== "no") {
            mkdirSync(this.shots, { recursive: true });
            await page.screenshot({ path: `${this.shots}/${name}-${this.mode}.png`, scale: "css", fullPage: true, caret: "initial" });
        }
        const where = `${this.mode} ${this.path}`;
        looked(this.path);
        check(await page.locator("h1").count() === 1, `${where} has one main heading`);
        check((await page.title()).length > 3, `${where} has a title`);
        await this.elsewhere(where);
        if (this.scripts && !this.keys) {
            await page.evaluate(axe);
            /* What is not a violation is neither described nor sent: with it an examination took twice the time. */
            const violations = await page.evaluate(async ([exclude, runOnly]) => (await window.axe.run({ exclude }, { preload: false,
                resultTypes: ["violations"], runOnly })).violations, [except, this.mode.endsWith("dark") ? colours : all_rules]);
            check(violations.length === 0, `${where}: ` + violations.map((v) => `${v.id} (${v.help}): ` +
                v.nodes.slice(0, 2).map((n) => `${n.target} ${n.any[0]?.message ?? n.all[0]?.message ?? ""}`).join(" | ")).join("; ").slice(0, 400));
        }
        const size = page.viewportSize();
        for (const width of this.mode === "phone" ? [390, 320] : [size.width]) {
            if (width !== size.width)
                await page.setViewportSize({ width, height: size.height });
            const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
            check(over <= 0, `${where} is ${over} px wider than ${width}`);
        }
        if (this.mode === "phone")
            await page.setViewportSize(size);
    }

    /* The links to other languages lead to this page: to its own address, or, of what a form's address showed, to one that
     * can be read. */
    async elsewhere(where) {
        const plain = (url) => url.pathname.replace(/^\/(en|vi)(?=\/|$)/, "").replace(/^\/$/, "") + url.search;
        const links = await this.page.locator("a[rel=alternate]").evaluateAll((all) => all.map((a) => a.href));
        for (const href of links.slice(0, 1)) {
            const there = plain(new URL(href)), here = plain(new URL(this.page.url()));
            check(there === here || (await this.page.request.get(href, { maxRedirects: 0 })).status() < 400,
                `${where}: in another language it is ${href}`);
        }
    }

    /* Walks with the Tab key until the element has the focus, and sees that one can see it. */
    async reach(element) {
        for (let i = 0; i < 150; i++) {
            if (await element.evaluate((e) => e === document.activeElement))
                return;
            await this.page.keyboard.press("Tab");
        }
        throw new Error(`${await element.evaluate((e) => e.outerHTML.slice(0, 120))} cannot be reached with the Tab key`);
    }

    async press(element) {
        if (!this.keys)
            return await element.click();
        await this.reach(element);
        await this.page.keyboard.press("Enter");
    }

    /* A link or button that leads to another page. */
    async go(element) {
        const was = this.page.url();
        const posted = this.page.waitForEvent("framenavigated", { timeout: PATIENCE });
        await this.press(element);
        await posted;
        await this.page.waitForLoadState("load");
        return was;
    }

    async type(element, text) {
        if (!this.keys)
            return await element.fill(text);
        await this.reach(element);
        await this.page.keyboard.press("Control+A");
        await this.page.keyboard.type(text);
    }

    /* A radio button, by the group's name and the value. */
    async choose(name, value) {
        const group = this.page.locator(`input[type=radio][name="${name}"]`);
        const wanted = this.page.locator(`input[type=radio][name="${name}"][value="${value}"]`);
        if (!this.keys) {
            await wanted.check({ force: true });
            return;
        }
        const chosen = this.page.locator(`input[type=radio][name="${name}"]:checked`);
        await this.reach(await chosen.count() ? chosen : group.first());
        await this.page.keyboard.press("Space");
        for (let i = 0; i < 20 && !await wanted.isChecked(); i++)
            await this.page.keyboard.press("ArrowDown");
        check(await wanted.isChecked(), `${name} = ${value} can be chosen with the arrow keys`);
    }

    async tick(element) {
        if (!this.keys)
            return await element.check({ force: true });
        await this.reach(element);
        await this.page.keyboard.press("Space");
        check(await element.isChecked(), "a box can be ticked with the space bar");
    }

    async attach(element, file) {
        if (!this.keys)
            return await element.setInputFiles(file);
        await this.reach(element);
        const chooser = new Promise((done) => { this.chosen = done; });
        const late = new Promise((done) => setTimeout(done, PATIENCE));
        await this.page.keyboard.press("Space");
        const opened = await Promise.race([chooser, late]);
        if (check(Boolean(opened), "a file can be chosen with the keyboard"))
            await opened.setFiles(file);
    }

    async pick(element, value) {
        if (!this.keys)
            return await element.selectOption(value);
        await this.reach(element);
        const label = await element.locator(`option[value="${value}"]`).innerText();
        await this.page.keyboard.type(label);
        check(await element.inputValue() === value, `${value} can be picked by its first letters`);
    }

    /* Fills one field of a page by its name: values as { name: value }, dates as "2026-01-31". */
    async fill(name, value) {
        const field = this.page.locator(`main [name="${name}"]`).first();
        if (/^\d{4}-\d\d-\d\d$/.test(value) && !await field.count()) {
            const [y, m, d] = value.split("-").map((n) => String(Number(n)));
            for (const [part, v] of [["day", d], ["month", m], ["year", y]])
                await this.type(this.page.locator(`main [name="${name}-${part}"]`), v);
            return;
        }
        const kind = await field.evaluate((e) => e.type ?? e.tagName);
        if (kind === "radio")
            await this.choose(name, value);
        else if (kind === "checkbox")
            await this.tick(field);
        else if (kind === "file")
            await this.attach(field, value);
        else if (kind === "select-one")
            await this.pick(field, value);
        else
            await this.type(field, value);
    }

    async sign_in(email, to) {
        if (!this.path.endsWith("/sign-in"))
            await this.open(`/sign-in${to ? `?to=${encodeURIComponent(to)}` : ""}`);
        await this.type(this.page.locator("input[name=email]"), email);
        await this.type(this.page.locator("input[name=password]"), "a lantern for every door");
        await this.go(this.page.locator("main form button:not([type=button])").first());
        check(!this.path.endsWith("/sign-in"), `${email} can sign in`);
    }
}

/* A small PDF, correct to its last byte, as a hospital would give it. */
export function sample_pdf(file, text) {
    const stream = `BT /F1 18 Tf 60 760 Td (${text}) Tj ET`;
    const objects = ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Resources << /Font << /F1 4 0 R >> >> >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>", `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`];
    let out = "%PDF-1.4\n";
    const at = objects.map((o, i) => { const here = out.length; out += `${i + 1} 0 obj\n${o}\nendobj\n`; return here; });
    const start = out.length;
    out += `xref\n0 6\n0000000000 65535 f \n${at.map((n) => `${String(n).padStart(10, "0")} 00000 n \n`).join("")}`;
    out += `trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`;
    writeFileSync(file, out, "latin1");
    return file;
}

/* yyyy-mm-dd of so many days before today, in the site's time zone. */
export function days_ago(n) {
    return new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Vienna" }).format(new Date(Date.now() - n * 86400000));
}
