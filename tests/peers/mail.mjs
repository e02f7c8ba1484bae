/* mail.mjs STOA - OpenSMTPD, with a configuration of its own on a free loopback port, receives what is sent; the code in the mail
 * confirms the account. */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, chmodSync, chownSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { Visitor, browse, check, journey, serve, skip, summary } from "../browser/lib.mjs";

const smtpd = ["/usr/sbin/smtpd", "/usr/local/sbin/smtpd"].find((p) => existsSync(p));
const id = (...args) => Number(spawnSync("id", [...args, "nobody"], { encoding: "utf8" }).stdout);

async function port_free() {
    const s = createServer().listen(0, "127.0.0.1");
    await new Promise((done) => s.once("listening", done));
    const { port } = s.address();
    await new Promise((done) => s.close(done));
    return port;
}

async function answers(port) {
    return await new Promise((done) => {
        const s = connect(port, "127.0.0.1", () => { s.destroy(); done(true); });
        s.once("error", () => done(false));
    });
}

async function mail_server(dir) {
    const port = await port_free();
    const mails = `${dir}/mails`;
    mkdirSync(mails);
    chmodSync(dir, 0o755);
    chownSync(mails, id("-u"), id("-g"));
    writeFileSync(`${dir}/smtpd.conf`, `table everybody { "@" = "nobody" }\nlisten on 127.0.0.1 port ${port}\n` +
        `action "keep" maildir "${mails}" virtual <everybody>\nmatch from any for any action "keep"\n`, { mode: 0o600 });
    const child = spawn(smtpd, ["-d", "-f", `${dir}/smtpd.conf`], { stdio: ["ignore", "pipe", "pipe"] });
    let log = "";
    for (const s of [child.stdout, child.stderr])
        s.on("data", (d) => { log += d; });
    let gone = false;
    child.once("exit", () => { gone = true; });
    for (let i = 0; i < 100 && !gone && !await answers(port); i++)
        await new Promise((done) => setTimeout(done, 100));
    if (!await answers(port))
        throw new Error(`OpenSMTPD did not start: ${log}`);
    return { port, mails: () => (existsSync(`${mails}/new`) ? readdirSync(`${mails}/new`).map((f) => readFileSync(`${mails}/new/${f}`, "utf8")) : []),
        stop: () => child.kill("SIGTERM"), log: () => log };
}

/* The text of a mail of one part. */
function text_of(mail) {
    const [head, ...rest] = mail.replaceAll("\r\n", "\n").split("\n\n");
    const body = rest.join("\n\n");
    if (/^content-transfer-encoding: *base64/im.test(head))
        return Buffer.from(body, "base64").toString();
    if (/^content-transfer-encoding: *quoted-printable/im.test(head))
        return Buffer.from(body.replace(/=\n/g, "").replace(/=([0-9A-F]{2})/g, (_, h) => String.fromCharCode(parseInt(h, 16))), "latin1").toString();
    return body;
}

async function sign_up(v, server) {
    await v.open("/sign-up");
    for (const [name, value] of [["name", "Đặng Thị Ánh"], ["email", "anh@example.net"], ["password", "seven green lanterns"], ["repeat", "seven green lanterns"]])
        if (await v.page.locator(`main input[name="${name}"]`).count())
            await v.fill(name, value);
    await v.go(v.page.locator("main form button:not([type=button])").first());
    check(v.path.endsWith("/sign-up/code"), `after signing up a code is asked for (${v.path}: ${(await v.text()).slice(0, 200)})`);
    for (let i = 0; i < 100 && !server.mails().length; i++)
        await v.page.waitForTimeout(100);
    const mail = server.mails()[0] ?? "";
    check(/^To: .*anh@example\.net/m.test(mail), `the mail server received a mail to the new account: ${server.log().slice(-500)}`);
    check(/^Message-ID: </im.test(mail) && /^Date: /im.test(mail) && /^From: .*portal@alvaria\.example/m.test(mail), "the mail has its headers");
    const code = /\b[0-9]{6,10}\b/.exec(text_of(mail))?.[0] ?? /\b[A-Z2-9]{4}[- ]?[A-Z2-9]{4}\b/.exec(text_of(mail))?.[0];
    if (!check(Boolean(code), `the mail holds a code: ${text_of(mail).slice(0, 300)}`))
        return;
    await v.fill("code", code);
    await v.go(v.page.locator("main form button:not([type=button])").first());
    check(!v.path.endsWith("/sign-up/code"), `the code confirms the account (${v.path})`);
    check(server.mails().length === 1, "one mail was sent, once");
}

const why = !smtpd ? "OpenSMTPD is not installed" : process.getuid() !== 0 ? "OpenSMTPD wants root" :
    spawnSync("smtpctl", ["show", "status"]).status === 0 ? "an OpenSMTPD runs here already, and it allows only one" : "";
if (why) {
    skip(why);
    process.exit(summary());
}
const dir = mkdtempSync(`${tmpdir()}/stoa-mail-`);
await journey("mail by OpenSMTPD", async () => {
    const server = await mail_server(dir);
    try {
        const site = await serve(process.argv[2], ["--smtp", `smtp://127.0.0.1:${server.port}`, "--mail-from", "portal@alvaria.example"]);
        const browser = await browse();
        await sign_up(await Visitor.come(browser, site, "desk", dir), server);
        await browser.close();
        await site.stop();
    } finally {
        server.stop();
    }
});
rmSync(dir, { recursive: true, force: true });
process.exit(summary());
