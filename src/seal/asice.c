#include "seal/asice.h"

#include "codec/xml.h"
#include "seal/hash.h"

#define ASIC_NS S("http://uri.etsi.org/02918/v1.2.1#")
#define DSIG_NS S("http://www.w3.org/2000/09/xmldsig#")
#define SHA256_URI S("http://www.w3.org/2001/04/xmlenc#sha256")
#define TOKEN_MIME S("application/vnd.etsi.timestamp-token")

static const struct zip_limits zip_limits = {
    .files = 64, .bytes = 16 * MIB, .single = 4 * MIB, .ratio = 100
};

static str digest_of(arena *a, str bytes)
{
    sha256 h = sha256_of(bytes);

    return b64_text(a, sha256_str(&h));
}

static void reference_put(struct xml_writer *w, arena *a, const struct asice_file *f)
{
    xml_open(w, S("asic:DataObjectReference"));
    xml_put_attr(w, S("URI"), f->path);
    xml_put_attr(w, S("MimeType"), f->mime);
    xml_open(w, S("ds:DigestMethod"));
    xml_put_attr(w, S("Algorithm"), SHA256_URI);
    xml_close(w);
    xml_put_element(w, S("ds:DigestValue"), digest_of(a, f->bytes));
    xml_close(w);
}

str asice_manifest(arena *a, const struct asice_file *files, size_t n)
{
    struct xml_writer w;
    buf out;

    buf_init(&out, a, 1 * KIB);
    xml_write_start(&w, &out);
    xml_open(&w, S("asic:ASiCManifest"));
    xml_put_attr(&w, S("xmlns:asic"), ASIC_NS);
    xml_put_attr(&w, S("xmlns:ds"), DSIG_NS);
    xml_open(&w, S("asic:SigReference"));
    xml_put_attr(&w, S("URI"), S(ASICE_TOKEN));
    xml_put_attr(&w, S("MimeType"), TOKEN_MIME);
    xml_close(&w);
    for (size_t i = 0; i < n; i++)
        reference_put(&w, a, &files[i]);
    xml_close(&w);
    return buf_str(&out);
}

err asice_write(arena *a, const struct asice_file *files, size_t n, str manifest, str token,
                str *out)
{
    struct zip_file *all = ARENA_ARRAY(a, struct zip_file, n + 2);

    for (size_t i = 0; i < n; i++)
        all[i] = (struct zip_file){ files[i].path, files[i].bytes };
    all[n] = (struct zip_file){ S(ASICE_MANIFEST), manifest };
    all[n + 1] = (struct zip_file){ S(ASICE_TOKEN), token };
    return zip_write(a, all, n + 2, out);
}

/* ---- reading ---- */

static str file_of(const struct zip_file *all, size_t n, str path)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(all[i].path, path))
            return all[i].bytes;
    return STR_NULL;
}

static bool named_before(const struct asice *c, str path)
{
    for (size_t i = 0; i < c->n; i++)
        if (str_eq(c->files[i].path, path))
            return true;
    return false;
}

/* One file as the manifest names it. */
static err reference_read(arena *a, const struct xml_node *r, const struct zip_file *all, size_t n,
                          struct asice *c, struct asice_file *f)
{
    *f = (struct asice_file){ .path = xml_attr(r, S("URI")), .mime = xml_attr(r, S("MimeType")) };
    if (!f->path.n || !f->mime.p || str_starts(f->path, S("META-INF/")) ||
        !str_eq(xml_attr(xml_child(r, DSIG_NS, S("DigestMethod")), S("Algorithm")), SHA256_URI))
        return REFUSED(ERR_SYNTAX);
    f->bytes = file_of(all, n, f->path);
    if (!f->bytes.p || named_before(c, f->path) ||
        !str_eq(xml_child_text(r, DSIG_NS, S("DigestValue")), digest_of(a, f->bytes)))
        return REFUSED(ERR_CRYPTO);
    return OK;
}

static err manifest_read(arena *a, const struct zip_file *all, size_t n, struct asice *c)
{
    struct asice_file *files = ARENA_ARRAY(a, struct asice_file, n + 1);
    struct xml_node *root;

    if (failed(xml_read(a, c->manifest, NULL, &root, NULL)) ||
        !xml_is(root, ASIC_NS, S("ASiCManifest")) ||
        !str_eq(xml_attr(xml_child(root, ASIC_NS, S("SigReference")), S("URI")), S(ASICE_TOKEN)))
        return REFUSED(ERR_SYNTAX);
    c->files = files;
    for (const struct xml_node *r = xml_child(root, ASIC_NS, S("DataObjectReference")); r;
         r = xml_next(r)) {
        if (c->n + 2 >= n)
            return REFUSED(ERR_CRYPTO); /* more are named than are there */
        TRY(reference_read(a, r, all, n, c, &files[c->n]));
        c->n++;
    }
    return c->n + 2 == n ? OK : REFUSED(ERR_CRYPTO);
}

err asice_read(arena *a, str bytes, struct asice *out)
{
    const struct zip_file *all;
    size_t n;
    err e = zip_read(a, bytes, &zip_limits, &all, &n);

    if (failed(e))
        return e.code == ERR_SIZE ? e : REFUSED(ERR_SYNTAX);
    *out = (struct asice){ .manifest = file_of(all, n, S(ASICE_MANIFEST)),
                           .token = file_of(all, n, S(ASICE_TOKEN)) };
    return out->manifest.p && out->token.p ? manifest_read(a, all, n, out) : REFUSED(ERR_SYNTAX);
}

str asice_get(const struct asice *c, str path)
{
    for (size_t i = 0; i < c->n; i++)
        if (str_eq(c->files[i].path, path))
            return c->files[i].bytes;
    return STR_NULL;
}
