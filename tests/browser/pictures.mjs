/* pictures.mjs STOA OUT - the pictures of README.md, taken from a demo with one birth in it: `make pictures`. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as birth from "./birth.mjs";
import { Visitor, browse, serve } from "./lib.mjs";

const [stoa, out] = process.argv.slice(2);
const dir = mkdtempSync(`${tmpdir()}/stoa-pictures-`);
const site = await serve(stoa);
const browser = await browse();
const shot = async (v, name, options = {}) => v.page.screenshot({ path: `${out}/${name}.png`, caret: "initial", ...options });
const small = async (mode, size) => {
    const v = await Visitor.come(browser, site, mode, `${dir}/shots`);
    await v.page.setViewportSize(size);
    return v;
};
const desk = { width: 1000, height: 720 };

const parent = await small("vi", desk);
const officer = await small("desk", { width: 1200, height: 860 });
const family = birth.families.hoa;
const number = await birth.apply(parent, family, "Ngọc Lan", 4, dir);
await parent.open(`/en/cases/${number}`);
await shot(parent, "case");
await birth.ask(officer, "brandt@saren.example.org", number, "Is the spelling of the name as you wish it?");
await officer.page.evaluate(() => scrollTo(0, 0));
await shot(officer, "desk");
await birth.reply(parent, "Is the spelling", "Yes.");
await birth.approve(officer, officer.path.startsWith("/desk/tasks") ? officer.path : "/desk", family, "Yes.");
await birth.certificate(parent, number, `${dir}/certificate.pdf`);
execFileSync("pdftoppm", ["-r", "70", "-png", "-singlefile", `${dir}/certificate.pdf`, `${out}/certificate`]);
const v = await small("desk", desk);
await v.open("/");
await shot(v, "home");
const dark = await small("dark", desk);
await dark.open("/services/birth-registration");
await shot(dark, "service-dark");
await browser.close();
await site.stop();
rmSync(dir, { recursive: true, force: true });
