/* A whole tree of a few leaves at once: its root, and the paths to it (RFC 9162, 2.1). */
#include "seal/tlog.h"

/* The largest power of two below n. */
static size_t split(size_t n)
{
    size_t k = 1;

    while (k * 2 < n)
        k *= 2;
    return k;
}

sha256 tlog_tree_root(const sha256 *leaves, size_t n)
{
    if (n == 0)
        return tlog_empty_root();
    if (n == 1)
        return leaves[0];
    size_t k = split(n);
    sha256 left = tlog_tree_root(leaves, k), right = tlog_tree_root(leaves + k, n - k);
    return tlog_node(&left, &right);
}

size_t tlog_tree_path(const sha256 *leaves, size_t n, size_t index, sha256 out[TLOG_PROOF])
{
    CHECK(index < n);
    if (n == 1)
        return 0;
    size_t k = split(n), at;
    if (index < k) {
        at = tlog_tree_path(leaves, k, index, out);
        out[at] = tlog_tree_root(leaves + k, n - k);
    } else {
        at = tlog_tree_path(leaves + k, n - k, index - k, out);
        out[at] = tlog_tree_root(leaves, k);
    }
    return at + 1;
}
