/*
 * The walk through an object, as its parts see it: what each kind of content needs of the others.
 * Private to walk*.c and unpack.c.
 */
#ifndef CRAWLER_UNPACK_WALK_H
#define CRAWLER_UNPACK_WALK_H

#include "crawler/base/range_source.h"
#include "crawler/unpack/archive_part.h"
#include "crawler/unpack/member_path.h"
#include "crawler/unpack/meter.h"
#include "crawler/unpack/unpack.h"
#include "crawler/unpack/window.h"

struct walk {
    const struct unpack_limits *limits;
    struct coverage *coverage;
    const struct unpack_visitor *visitor;
};

/* Something to be walked: bytes, where they stand and the meter they are counted on. */
struct content {
    struct byte_source *bytes;
    struct place place;
    struct meter *meter;
};

/* Every walk returns OK however much was lost, or a status that ends the whole. */

/* True of such a status: neither OK nor END nor SKIP. */
bool walk_is_final(enum status status);

/* What a decoder of the outermost layer may hold. */
uint64_t walk_memory(const struct unpack_limits *limits);

/* Counts a format that was met, and what it says of what can be read. */
void walk_count_format(struct walk *walk, enum format format);

/* Gives content to the visitor as it is. */
enum status walk_visit(struct walk *walk, const struct content *content, enum format format);

/* Walks what its bytes say it is. */
enum status walk_content(struct walk *walk, const struct content *content);

/* Walks what stands at a place whose names were just made. */
enum status walk_named(struct walk *walk, const struct content *content,
                       const struct member_path *names);

/* ---- kinds of content, each in its file ---- */

enum status walk_layer(struct walk *walk, const struct content *outer, enum format format);

/* Parts of an archive, for archive_visit_fn. */
struct archive_user {
    struct walk *walk;
    const struct content *outer;
    enum format format; /* of an office document; others need none */
    bool has_strings;   /* of a workbook: they were read before */
};
enum status walk_archive_part(void *user, const struct archive_part *part);

/* What stands in window, behind the end of what outer is, if anything does. */
enum status walk_behind(struct walk *walk, const struct content *outer, struct window *window);

/* Archives that are walked as they stream by. */
typedef enum status (*walk_archive_fn)(struct window *window, struct meter *meter,
                                       archive_visit_fn visit, void *user);
enum status walk_zip_parts(struct window *window, struct meter *meter, archive_visit_fn visit,
                           void *user);

/* Walks what user->outer holds from its start, on a meter of its own. */
enum status walk_stream(const struct archive_user *user, walk_archive_fn walk_parts);

/* Walks something by place where that is offered; otherwise from a copy, as far as there may be
 * one. */
typedef enum status (*walk_file_fn)(struct walk *walk, const struct content *outer,
                                    struct range_source *file);
enum status walk_by_place(struct walk *walk, const struct content *outer, walk_file_fn walk_file);

/* Every archive but those that need a child. */
enum status walk_archive(struct walk *walk, const struct content *outer, enum format format);

/* A zip that window stands at; is_embedded: within something else. */
enum status walk_zip_window(struct walk *walk, const struct content *outer, struct window *window,
                            bool is_embedded);

/* OOXML and OpenDocument. */
enum status walk_office(struct walk *walk, const struct content *outer, enum format format);

/* A leaf that may carry an archive behind its own bytes, which end where that begins. */
enum status walk_hiding(struct walk *walk, const struct content *outer, enum format format);

/* What is decoded by a child, where there can be one. */
bool walk_is_isolated(const struct walk *walk, enum format format);
enum status walk_isolated(struct walk *walk, const struct content *outer, enum format format);

#endif
