/* tests/page/look.mjs DIR [OUT] - opens what `make gallery` wrote in Chromium: desktop and phone, light and dark, forced
 * colours, right to left, without scripts.  Fails on an axe violation, a blocked resource (content security policy), an error
 * in a script, or a page wider than the screen.  With OUT it keeps pictures. */
import { createServer } from "node:http";
import { existsSync, mkdirSync, readFileSync, readdirSync } from "node:fs";
import { chromium } from "playwright-core";

const [dir, out] = process.argv.slice(2);
const policy = readFileSync(new URL("../../src/page/script_hash.h", import.meta.url), "utf8");
const hash = /PAGE_SCRIPT_SHA256 "([^"]+)"/.exec(policy)[1];
const csp = `default-src 'none'; script-src 'self' 'sha256-${hash}'; style-src 'self'; font-src 'self'; img-src 'self' data:; ` +
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";
const types = { css: "text/css", js: "text/javascript", svg: "image/svg+xml", woff2: "font/woff2", html: "text/html; charset=utf-8" };
const axe = readFileSync(new URL("../../node_modules/axe-core/axe.min.js", import.meta.url), "utf8");

const server = createServer((request, reply) => {
    const path = `${dir}/${new URL(request.url, "http://x").pathname.replace(/^\/(assets\/)?/, "")}`;
    if (path.includes("..") || !existsSync(path)) {
        reply.writeHead(404).end();
        return;
    }
    reply.writeHead(200, { "content-type": types[path.split(".").pop()], "content-security-policy": csp });
    reply.end(readFileSync(path));
}).listen(0, "127.0.0.1");
await new Promise((done) => server.once("listening", done));
const base = `http://127.0.0.1:${server.address().port}`;

const modes = [
    { name: "desk", viewport: { width: 1280, height: 900 } },
    { name: "dark", viewport: { width: 1280, height: 900 }, colorScheme: "dark" },
    { name: "phone", viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 },
    { name: "phone-dark", viewport: { width: 390, height: 844 }, colorScheme: "dark" },
    { name: "narrow", viewport: { width: 320, height: 700 } },
    { name: "forced", viewport: { width: 1280, height: 900 }, forcedColors: "active" },
    { name: "plain", viewport: { width: 390, height: 844 }, javaScriptEnabled: false },
];
const only = process.env.ONLY?.split(",");
let bad = 0, looked = 0;
const complain = (...words) => { bad++; console.log(...words); };

const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", headless: true,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"],
});
if (out)
    mkdirSync(out, { recursive: true });
for (const mode of modes) {
    if (only && !only.includes(mode.name))
        continue;
    const { name, ...options } = mode;
    const context = await browser.newContext(options);
    /* One tab for all files: a tab of its own is a process of its own, which compiles axe anew. */
    const page = await context.newPage();
    let file;
    page.on("console", (m) => m.type() === "error" && complain(name, file, m.text()));
    page.on("pageerror", (e) => complain(name, file, e.message));
    for (file of readdirSync(dir).filter((f) => f.endsWith(".html"))) {
        await page.goto(`${base}/${file}`, { waitUntil: "load" });
        looked++;
        if (name !== "plain") {
            await page.evaluate(axe);
            const violations = await page.evaluate(async () => (await window.axe.run(document, { preload: false, resultTypes: ["violations"],
                runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] } })).violations);
            for (const v of violations)
                complain(name, file, v.id, v.help, v.nodes.map((n) => `${n.target} ${n.any[0]?.message ?? ""}`).slice(0, 4).join(" | "));
            const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
            if (over > 0)
                complain(name, file, `is ${over} px too wide`);
        }
        if (out)
            await page.screenshot({ path: `${out}/${file.replace(".html", "")}-${name}.png`, fullPage: true });
    }
    await context.close();
}
await browser.close();
server.close();
console.log(`${looked} pages looked at: ${bad ? `${bad} problems` : "no problem found"}`);
process.exit(bad ? 1 : 0);
