#include "text/sound.h"

static bool is_sign(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

static bool among(str word, const str *v, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(v[i], word))
            return true;
    return false;
}

size_t name_words(arena *a, const struct fold_latin *latin, str name, str *out, size_t most)
{
    str s = fold_to_latin(a, latin, name);
    char *w = arena_alloc(a, s.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < s.n && n < most;) {
        size_t len = 0;
        for (; i < s.n && (is_sign(s.p[i]) || s.p[i] == '\''); i++)
            if (is_sign(s.p[i]))
                w[len++] = s.p[i];
        str word = str_of(w, len);
        if (len && !among(word, out, n)) {
            out[n++] = word;
            w += len;
        } else if (!len) {
            i++;
        }
    }
    return n;
}

static bool is_vowel(char c)
{
    return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'y' || c == 'j';
}

/* The group of a consonant; 0: silent.  next: the letter behind it, or 0. */
static char group_of(char c, char next)
{
    static const char groups[] = "?p?t?fk???klmn??krst?ffs?s"; /* a to z; ?: never asked for */

    if (c >= '0' && c <= '9')
        return c;
    if (c == 'c')
        return next == 'h' || next == 'z' ? 's' : 'k';
    if (c == 'h')
        return 0;
    if (c == 'p')
        return next == 'h' ? 'f' : 'p';
    return groups[c - 'a'];
}

str name_sound(arena *a, str word)
{
    char *out = arena_alloc(a, word.n + 2), vowel = 0;
    size_t n = 0;

    for (size_t i = 0; i < word.n; i++) {
        char c = word.p[i], next = i + 1 < word.n ? word.p[i + 1] : 0;
        if (is_vowel(c)) {
            if (!vowel)
                vowel = c == 'e' || c == 'i' || c == 'y' || c == 'j' ? 'E' : 'A';
            if (i == 0)
                out[n++] = 'a';
            continue;
        }
        char g = group_of(c, next);
        if (g && (n == 0 || out[n - 1] != g))
            out[n++] = g;
    }
    if (n < 2 && vowel)
        out[n++] = vowel;
    return str_of(out, n);
}
