/* blocks/studio/own.h - for the files of this block only. */
#ifndef BLOCKS_STUDIO_OWN_H
#define BLOCKS_STUDIO_OWN_H

#include "act/act.h"
#include "act/job.h"
#include "act/merge.h"
#include "act/versions.h"
#include "act/web.h"
#include "blocks/studio/store.h"
#include "blocks/studio/studio.h"
#include "views/studio.h"

enum {
    DRAFT_FILES = 200,             /* files of one draft */
    DRAFT_BYTES = 4 * 1024 * 1024, /* all of them */
    FILE_BYTES = 512 * 1024,       /* one */
    DRAFTS_OPEN = 20,              /* of one service at a time */
    TITLE_BYTES = 200
};

/* States of a draft. */
#define DRAFT_OPEN "open"
#define DRAFT_REVIEW "review" /* nobody changes it; a second person looks */
#define DRAFT_SIGNED "signed" /* published when its time comes */
#define DRAFT_PUBLISHED "published"
#define DRAFT_DROPPED "dropped"

/* ---- rights.c ---- */

enum studio_right { STUDIO_DESIGN, STUDIO_SIGN };
/* Whether the site gives that right to a role of theirs in an office of this authority, or of one
 * above it in the tree. */
bool studio_may(const struct site *s, const struct actor *who, enum studio_right right,
                str authority);
/* May design or sign there: sees drafts and their history. */
bool studio_sees(const struct site *s, const struct actor *who, str authority);
bool studio_works(const struct site *s, const struct actor *who); /* anywhere at all */
/* A path inside of a service's folder: what a service is made of, and nothing else. */
bool path_fits(str path);
/* Owners of acts: `service` or `draft` names what it is about. */
owner_fn may_open, may_design, may_sign, may_send_back;

/* ---- draft.c ---- */

str service_folder(arena *a, str service); /* "services/x/" */
/* The files below a folder, with whole paths. */
struct site_source files_below(arena *a, const struct site_source *s, str folder);
/* The draft's files with whole paths. */
MUST_USE err draft_source(arena *a, struct db *db, const struct q_draft *d,
                          struct site_source *out);
/* The site as it would be: what is in force, the draft's files in place of the service's. */
MUST_USE err draft_site(arena *a, const struct boot *b, struct db *db, const struct q_draft *d,
                        struct findings *f, struct site **out);
/* The same with these files (whole paths) below the folder. */
MUST_USE err draft_site_of(arena *a, const struct boot *b, struct db *db, const struct q_draft *d,
                           const struct site_source *own, struct findings *f, struct site **out);
/* What the check says about the service's own files. */
size_t findings_below(const struct findings *f, str folder, const struct finding ***out, arena *a);
size_t errors_below(const struct findings *f, str folder);

/* ---- acts ---- */
act_fn studio_open, studio_save, studio_remove, studio_rebase, studio_drop, studio_submit,
    studio_back, studio_sign, studio_put, studio_failed;
MUST_USE err draft_load(act *a, val in, struct q_draft *d);
/* An event of a draft; body may be a context. */
MUST_USE err draft_event(act *a, const struct q_draft *d, const char *type, val body);
/* studio.opened, with the files that the draft has now by their hashes. */
MUST_USE err opened_event(act *a, const struct q_draft *d, const struct q_draft_add_in *row,
                          val body);
/* The block's part of `stoa verify`. */
struct verify;
err studio_verify(struct verify *v);
err job_publish(struct job_run *j);

/* ---- pages ---- */

/* What a page is about: a service as published, or as a draft would have it. */
struct scene {
    struct web *w;
    const struct service *v; /* null where the draft holds none that can be read */
    const struct site *site;
    struct q_draft d; /* d.found: a draft */
    struct findings f;
    struct site_source files; /* of the service's folder */
    str id, folder, base;     /* base: path of its pages, "/studio/drafts/7" */
    str title, authority;
};
/* From the route's parameters; for whom it is not, it does not exist. */
MUST_USE err scene_open(struct web *w, struct scene *s);
str studio_title(struct web *w, const struct service *v);
str studio_form_title(struct scene *s, const struct service_form *f);
str account_name(struct web *w, int64_t account);
url at_url(struct web *w, const char *base, int64_t id, const char *rest);
/* A finding with the place where it is in the picture, where the file has one. */
struct v_studio_findings_item finding_shown(struct scene *s, const struct finding *f);
/* What the check says about one file of the scene. */
size_t file_findings(struct scene *s, str path, const struct v_studio_findings_item **out);
/* What a draft changes, compared with the published version. */
err studio_show_compare(struct web *w);

web_fn studio_show_index, studio_show_service, studio_show_draft, studio_to_draft, studio_to_index,
    studio_show_process_part, studio_show_rules_part, studio_show_form_part,
    studio_show_letters_part;
web_fn studio_show_file, studio_prepare_save, studio_again_save, studio_to_file,
    studio_prepare_upload, studio_again_upload, studio_prepare_remove, studio_prepare_sign,
    studio_prepare_submit, studio_again_open, studio_again_draft;

/* ---- editor.c ---- */

web_fn studio_show_editor;
/* Address of the page that shows a file of a draft in the editor of its kind; empty where there is
 * none for it. */
url editor_url(struct scene *s, str path);

#define STUDIO_SEND(w, view, v, status) WEB_SEND(w, "/studio", view, v, status)

#endif
