/* The certificate, judged by programs that nobody here wrote: pdfsig with the site's authority, qpdf, pdfinfo, pdftotext. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { check, skip } from "./lib.mjs";

const run = (program, ...args) => {
    const r = spawnSync(program, args, { encoding: "utf8" });
    return { status: r.status, text: `${r.stdout}${r.stderr}` };
};

export async function papers(site, file, dir, lang) {
    if (spawnSync("pdfsig", ["-v"]).error || spawnSync("qpdf", ["--version"]).error || spawnSync("certutil", ["-H"]).error) {
        skip("pdfsig, qpdf or certutil is not installed");
        return;
    }
    const nss = mkdtempSync(`${dir}/nss-`);
    writeFileSync(`${nss}/ca.pem`, await (await fetch(`${site.base}/certificates/ca.pem`)).text());
    execFileSync("certutil", ["-N", "-d", nss, "--empty-password"]);
    execFileSync("certutil", ["-A", "-d", nss, "-n", "site", "-t", "CT,C,C", "-i", `${nss}/ca.pem`]);
    const seal = run("pdfsig", "-nssdir", nss, file).text;
    check(/Signature is Valid/.test(seal), `pdfsig says that the seal is valid: ${seal}`);
    check(/Certificate is Trusted/.test(seal), `pdfsig trusts the site's authority: ${seal}`);
    check(/Total document signed/.test(seal), "the seal covers the whole document");
    check(/ETSI.CAdES.detached/.test(seal), "the seal is of the PAdES kind");
    const altered = run("pdfsig", "-nssdir", nss, `${file}.altered.pdf`).text;
    check(!/Signature is Valid/.test(altered), "pdfsig finds the changed bit too");
    const sound = run("qpdf", "--check", file);
    check(sound.status === 0, `qpdf --check is content: ${sound.text}`);
    const tags = run("pdfinfo", "-struct", file).text;
    check((tags.match(/^Document$/gm) ?? []).length === 1, "the tags have one Document at their top");
    check(/^ +H1/m.test(tags), "the certificate has a main heading");
    const info = run("pdfinfo", file).text;
    check(/Tagged: +yes/.test(info), "the certificate is tagged");
    const words = run("pdftotext", file, "-").text;
    check(lang === "vi" ? /khai sinh/i.test(words) : /Birth certificate/i.test(words), "the certificate is in the parent's language");
    check(run("pdffonts", file).text.split("\n").slice(2).filter(Boolean).every((l) => / yes +(yes|no) +(yes|no) +\d+/.test(l)), "all fonts are embedded");
}
