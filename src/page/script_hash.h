/* page/script_hash.h - the one inline script of a page, and the policy that allows it
 * by its hash. */
#ifndef PAGE_SCRIPT_HASH_H
#define PAGE_SCRIPT_HASH_H

/* Tells the style sheet that modules will start; tests/page checks the hash against the text. */
#define PAGE_SCRIPT                                                                                \
    "document.body.className+=' js-enabled'+('noModule' in HTMLScriptElement.prototype?' "         \
    "govuk-frontend-supported':'');"
#define PAGE_SCRIPT_SHA256 "e+0YO+vF20K69FORaHylzKXxfLgGWJ9XVI6d5L1Omzw="

#define PAGE_CSP                                                                                   \
    "default-src 'none'; script-src 'self' 'sha256-" PAGE_SCRIPT_SHA256                            \
    "'; style-src 'self'; font-src 'self'; "                                                       \
    "img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; "              \
    "frame-ancestors 'none'; "                                                                     \
    "manifest-src 'self'; worker-src 'self'"

/* For pages with an editor of models: its packages write elements as text, so trusted types cannot
 * be asked for, and set styles on elements. */
#define PAGE_CSP_EDITOR                                                                            \
    "default-src 'none'; script-src 'self' 'sha256-" PAGE_SCRIPT_SHA256                            \
    "'; style-src 'self' 'unsafe-inline'; font-src 'self'; "                                       \
    "img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; "              \
    "frame-ancestors 'none'; "                                                                     \
    "manifest-src 'self'; worker-src 'self'"

#endif
