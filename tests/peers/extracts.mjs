/* extracts.mjs STOA - an extract of a register as a wallet and a verifier of another house read it (SD-JWT VC; @sd-jwt/sd-jwt-vc, jose). */
import { createHash } from "node:crypto";
import { SDJwtVcInstance } from "@sd-jwt/sd-jwt-vc";
import { CompactSign, compactVerify, exportJWK, generateKeyPair, importJWK } from "jose";
import { check, journey, serve, summary, until } from "../browser/lib.mjs";
import { Asker } from "./asker.mjs";

const site = await serve(process.argv[2]);
const person = new Asker(site.base), stranger = new Asker(site.base);
const sha256 = async (text) => createHash("sha256").update(text).digest();
const salt = () => crypto.randomUUID();

/* A program of its own that knows the issuer's address and nothing else of it. */
async function verifier() {
    const meta = await (await fetch(`${site.base}/.well-known/jwt-vc-issuer`)).json();
    check(meta.issuer && meta.jwks.keys.every((k) => k.kty === "EC" && k.alg === "ES256" && !k.d), "the issuer gives its public keys");
    const verify = async (data, sig) => {
        const { kid } = JSON.parse(Buffer.from(data.split(".")[0], "base64url"));
        const jwk = meta.jwks.keys.find((k) => k.kid === kid);
        try {
            await compactVerify(`${data}.${sig}`, await importJWK(jwk, "ES256"));
            return true;
        } catch {
            return false;
        }
    };
    return { meta, verify };
}

const asked = async (token) => JSON.parse((await stranger.ask("/verify", { token }, true)).text);

await journey("extracts", async () => {
    const holder = await generateKeyPair("ES256", { extractable: true });
    const kbSigner = async (data) => {
        const [head, body] = data.split(".");
        const jws = await new CompactSign(Buffer.from(body, "base64url")).setProtectedHeader(JSON.parse(Buffer.from(head, "base64url")))
            .sign(holder.privateKey);
        check(jws.startsWith(`${head}.${body}.`), "the binding is signed as it stands");
        return jws.split(".")[2];
    };
    const kbVerifier = async (data, sig, payload) => {
        await compactVerify(`${data}.${sig}`, await importJWK(payload.cnf.jwk, "ES256"));
        return true;
    };
    await person.sign_in();
    const fields = { sure: "yes", f_name: "yes", f_birth_date: "yes", f_address: "yes", holder: JSON.stringify(await exportJWK(holder.publicKey)) };
    check((await person.ask("/account/entry/extracts/new", fields)).status === 303, "an extract is issued");
    let number;
    await until(async () => {
        const [row] = JSON.parse((await person.ask("/account/entry/extracts", null, true)).text).rows;
        number = row.number;
        return row.ready;
    });
    const token = (await person.ask(`/account/entry/extracts/${number}/sd-jwt`)).text;
    const { meta, verify } = await verifier();
    const vc = new SDJwtVcInstance({ verifier: verify, hasher: sha256, hashAlg: "sha-256", saltGenerator: salt,
        kbSigner, kbSignAlg: "ES256", kbVerifier });
    const whole = await vc.verify(token);
    check(whole.payload.iss === meta.issuer && whole.header.typ === "dc+sd-jwt", "issuer and type are as the draft says");
    check(whole.payload.name.family === "Hofer" && whole.payload.birth_date && whole.payload.address, "all that was chosen is there");
    check(!("civil_status" in whole.payload) && !("_sd" in whole.payload), "and nothing else");

    const shown = await vc.present(token, { name: true }, { kb: { payload: { iat: Math.floor(Date.now() / 1000), nonce: "n-0S6", aud: "https://verifier.example" } } });
    const part = await vc.verify(shown, { keyBindingNonce: "n-0S6" });
    check(part.payload.name && !part.payload.birth_date && !part.payload.national_number && part.kb, "the holder discloses one value, bound to their key");

    let said = await asked(shown);
    check(said.state === "genuine" && said.bound && said.withheld > 0, `Stoa reads what the other made: ${JSON.stringify(said)}`);
    check(said.claims.length === 1 && said.claims[0].value.includes("Hofer"), "and tells what was disclosed alone");
    check((await asked(token)).bound === false, "without the binding it says so");
    said = await asked(token.replace(/~[^~]{8}/, (d) => `~${d.slice(1, 8)}A`));
    check(said.state === "altered", `a changed disclosure is found: ${said.state}`);
    said = await asked(shown.slice(0, -6) + "AAAAAA");
    check(said.state === "altered", `a changed binding is found: ${said.state}`);
    const other = JSON.parse(Buffer.from(token.split(".")[1], "base64url"));
    const status = await fetch(other.status.document.uri.replace(meta.issuer, site.base), { headers: { accept: "application/json" } });
    check((await status.json()).state === "known", "its state is asked at the address that it names");
});
await site.stop();
process.exit(summary());
