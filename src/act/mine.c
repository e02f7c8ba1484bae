#include "act/mine.h"
#include "value/json.h"

void mine_part(struct mine *m, enum word_id title, int64_t n, enum word_id fate)
{
    *vec_push(&m->parts, m->w->a) = (struct mine_part){ title, n, fate };
}

bool mine_fits(struct mine *m, str path, size_t bytes)
{
    if (m->whole && m->bytes + bytes <= MINE_BYTES)
        return true;
    if (m->whole)
        *vec_push(&m->left_out, m->w->a) = path;
    return false;
}

void mine_file(struct mine *m, str path, str bytes)
{
    if (!mine_fits(m, path, bytes.n))
        return;
    m->bytes += bytes.n;
    *vec_push(&m->files, m->w->a) = (struct zip_file){ path, bytes };
}

void mine_json(struct mine *m, str path, val v)
{
    if (m->whole)
        mine_file(m, path, val_json_str(m->w->a, v));
}
