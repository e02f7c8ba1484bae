#include "codec/text_edit.h"

#include "codec/xml.h"

static str spliced(arena *a, str text, size_t from, size_t to, str by)
{
    buf b;

    buf_init(&b, a, text.n + by.n + 1);
    buf_add(&b, str_sub(text, 0, from));
    buf_add(&b, by);
    buf_add(&b, str_from(text, to));
    return buf_str(&b);
}

/* ---- JSON that is known to be well-formed (RFC 8259) ---- */

static size_t json_blank(str t, size_t i)
{
    while (i < t.n && strchr(" \t\r\n", t.p[i]))
        i++;
    return i;
}

/* Behind the string that begins at i. */
static size_t json_string_end(str t, size_t i)
{
    for (i++; i < t.n && t.p[i] != '"'; i++)
        i += t.p[i] == '\\';
    return MIN(i + 1, t.n);
}

static size_t json_value_end(str t, size_t i)
{
    size_t depth = 0;

    while (i < t.n) {
        char c = t.p[i];
        if (!depth && strchr(",]} \t\r\n", c))
            return i;
        if (c == '"') {
            i = json_string_end(t, i);
        } else {
            depth += c == '{' || c == '[';
            depth -= c == '}' || c == ']';
            i++;
        }
        if (!depth && (c == '"' || c == '}' || c == ']'))
            return i;
    }
    return i;
}

/* Where the value of a key or item begins, from the beginning of the object or list; SIZE_MAX:
 * there is none. */
static size_t json_step(str t, size_t i, str part)
{
    bool list = t.p[i] == '[';
    uint64_t want = 0, k = 0;

    if ((!list && t.p[i] != '{') || (list && failed(str_to_u64(part, &want))))
        return SIZE_MAX;
    for (i = json_blank(t, i + 1); i < t.n && t.p[i] != ']' && t.p[i] != '}'; k++) {
        bool found = list && k == want;
        if (!list) {
            size_t end = json_string_end(t, i);
            found = str_eq(str_sub(t, i + 1, end - i - 2), part);
            i = json_blank(t, json_blank(t, end) + 1); /* the colon */
        }
        if (found)
            return i;
        i = json_blank(t, json_value_end(t, i));
        if (i < t.n && t.p[i] == ',')
            i = json_blank(t, i + 1);
    }
    return SIZE_MAX;
}

err json_set_text(arena *a, str json, const str *path, size_t n, str text, str *out)
{
    val whole;
    buf b;

    TRY(val_from_json(a, json, NULL, &whole, NULL));
    size_t at = json_blank(json, 0);
    for (size_t i = 0; i < n && at != SIZE_MAX; i++)
        at = json_step(json, at, path[i]);
    if (at == SIZE_MAX || at >= json.n || json.p[at] != '"')
        return REFUSED(ERR_MISSING);
    buf_init(&b, a, text.n + 16);
    val_json(&b, val_str(text));
    *out = spliced(a, json, at, json_string_end(json, at), buf_str(&b));
    return OK;
}

/* ---- XML that is known to be well-formed (XML 1.0, 3.1) ---- */

struct tag {
    size_t end; /* behind '>' */
    str id;
    size_t from, to; /* of the wanted attribute's value; to 0: it has none */
};

static struct tag tag_read(str t, size_t i, str name)
{
    struct tag tag = { .id = STR_NULL };

    while (i < t.n && !strchr(" \t\r\n/>", t.p[i]))
        i++;
    for (;;) {
        i = json_blank(t, i);
        if (i >= t.n || t.p[i] == '>' || t.p[i] == '/')
            break;
        size_t from = i;
        while (i < t.n && !strchr(" \t\r\n=", t.p[i]))
            i++;
        str key = str_sub(t, from, i - from);
        while (i < t.n && t.p[i] != '"' && t.p[i] != '\'')
            i++;
        size_t end = i < t.n ? str_find_char(t, t.p[i], i + 1) : SIZE_MAX;
        if (end == SIZE_MAX)
            break;
        if (str_eq(key, S("id")))
            tag.id = str_sub(t, i + 1, end - i - 1);
        if (str_eq(key, name)) {
            tag.from = i + 1;
            tag.to = end;
        }
        i = end + 1;
    }
    size_t close = str_find_char(t, '>', i);
    tag.end = close == SIZE_MAX ? t.n : close + 1;
    return tag;
}

/* Behind what is no start tag at that place ("<!--", "<![CDATA[", "<?", "</"); 0: it is one. */
static size_t other_end(str t, size_t i)
{
    static const struct {
        const char *open, *close;
    } kinds[] = { { "<!--", "-->" }, { "<![CDATA[", "]]>" }, { "<?", "?>" }, { "</", ">" } };

    FOR_EACH(kinds, k)
        if (str_starts(str_from(t, i), str_z(k->open))) {
            size_t end = str_find(t, str_z(k->close), i + strlen(k->open));
            return end == SIZE_MAX ? t.n : end + strlen(k->close);
        }
    return 0;
}

/* A line end in an attribute would be read as a blank (XML 1.0, 3.3.3). */
static str attr_text(arena *a, str value)
{
    buf b, out;

    buf_init(&b, a, value.n + 16);
    xml_escape(&b, value);
    str escaped = buf_str(&b);
    buf_init(&out, a, escaped.n + 16);
    for (size_t i = 0; i < escaped.n; i++)
        if (escaped.p[i] == '\n')
            buf_add(&out, S("&#10;"));
        else
            buf_char(&out, escaped.p[i]);
    return buf_str(&out);
}

err xml_set_attr(arena *a, str xml, str id, str name, str value, str *out)
{
    size_t i = str_find_char(xml, '<', 0);

    while (i != SIZE_MAX) {
        size_t other = other_end(xml, i);
        struct tag tag = { .end = other };
        if (!other)
            tag = tag_read(xml, i + 1, name);
        if (!other && str_eq(tag.id, id) && id.n) {
            if (!tag.to)
                return REFUSED(ERR_MISSING);
            *out = spliced(a, xml, tag.from, tag.to, attr_text(a, value));
            return OK;
        }
        i = str_find_char(xml, '<', tag.end);
    }
    return REFUSED(ERR_MISSING);
}
