/* One object of the corpus: plain, or packed the way exports and backups are. */
#include "corpora/object.h"

#include "corpora/kinds.h"
#include "corpora/packing.h"

#include <stdio.h>
#include <string.h>

const char *const object_mix[] = {
    "clinic",   "claims", "logs",   "tickets", "gzip",  "orders",      "pharmacy", "near-misses",
    "zip",      "logs",   "clinic", "orders",  "gzip",  "near-misses", "claims",   "intake",
    "pharmacy", "logs",   "zip",    "tickets", "empty", "clinic",      "cut-gzip", "sealed-zip",
};
const size_t object_mix_count = sizeof object_mix / sizeof *object_mix;

static struct object_part *object_add_part(struct object *object, struct prng *prng)
{
    struct object_part *const part = &object->parts[object->part_count++];
    part->content = writer_create(prng_create(prng_next(prng), object->part_count));
    return part;
}

/* Any plain kind but the near misses, for what is inside of packed objects. */
static const struct kind *object_draw_kind(struct prng *prng)
{
    return &kinds[prng_below(prng, (uint32_t)kind_count - 1)];
}

static void object_build_plain(struct object *object, const struct object_order *order,
                               struct prng *prng)
{
    const struct kind *const kind = kind_find(order->kind);
    struct object_part *const part = object_add_part(object, prng);
    kind->write(&part->content, order->size_bytes);
    object->is_plain = true;
    object->is_strict_negative = kind->is_strict_negative;
    snprintf(object->name, sizeof object->name, "%s/%06u.%s", kind->name, order->number,
             kind->extension);
}

static void object_build_gzip(struct object *object, const struct object_order *order,
                              struct prng *prng)
{
    const struct kind *const kind = object_draw_kind(prng);
    struct object_part *const part = object_add_part(object, prng);
    kind->write(&part->content, order->size_bytes);
    packing_gzip(&object->stored, &part->content);
    snprintf(object->name, sizeof object->name, "exports/%s-%06u.%s.gz", kind->name, order->number,
             kind->extension);
}

/* A member of a zip; every third one is a gzip file in itself. */
static void object_zip_member(struct object *object, struct zip_archive *zip, size_t size_bytes,
                              struct prng *prng)
{
    const struct kind *const kind = object_draw_kind(prng);
    struct object_part *const part = object_add_part(object, prng);
    char plain_name[48], name[64];
    kind->write(&part->content, size_bytes);
    snprintf(plain_name, sizeof plain_name, "%s-%zu.%s", kind->name, object->part_count,
             kind->extension);
    if (object->part_count % 3 == 0) {
        struct writer packed = writer_create(*prng);
        packing_gzip(&packed, &part->content);
        snprintf(name, sizeof name, "backup/%s.gz", plain_name);
        zip_add(zip, name, &packed);
        writer_free(&packed);
        snprintf(part->path, sizeof part->path, "%s!%s", name, plain_name);
    } else {
        snprintf(name, sizeof name, "backup/%s", plain_name);
        zip_add(zip, name, &part->content);
        snprintf(part->path, sizeof part->path, "%s", name);
    }
}

static void object_build_zip(struct object *object, const struct object_order *order,
                             struct prng *prng)
{
    const unsigned members = prng_between(prng, 2, OBJECT_PARTS_MAX);
    struct zip_archive zip = zip_begin(&object->stored);
    for (unsigned i = 0; i < members; i++)
        object_zip_member(object, &zip, order->size_bytes / members, prng);
    zip_end(&zip);
    snprintf(object->name, sizeof object->name, "backups/%06u.zip", order->number);
}

/* A scanned fax, named after the person: the key itself tells. */
static void object_build_intake(struct object *object, const struct object_order *order,
                                struct prng *prng)
{
    const struct value ssn = value_draw_valid(VALUE_SSN, prng);
    struct object_part *const part = object_add_part(object, prng);
    write_clinic_notes(&part->content, order->size_bytes / 4);
    object->is_plain = true;
    snprintf(object->name, sizeof object->name, "intake/%06u/%s-referral.txt", order->number,
             ssn.text);
}

static void object_build_sealed_zip(struct object *object, const struct object_order *order,
                                    struct prng *prng)
{
    (void)prng;
    struct zip_archive zip = zip_begin(&object->stored);
    zip_add_encrypted(&zip, "payroll.csv", order->size_bytes);
    zip_end(&zip);
    object->status = "not_examined";
    object->reason = "encrypted";
    snprintf(object->name, sizeof object->name, "backups/%06u-sealed.zip", order->number);
}

static void object_build_cut_gzip(struct object *object, const struct object_order *order,
                                  struct prng *prng)
{
    struct object_part *const part = object_add_part(object, prng);
    write_claims(&part->content, order->size_bytes + 4096);
    packing_gzip(&object->stored, &part->content);
    object->stored.len -= object->stored.len / 3;
    part->content.entity_count = 0;
    object->status = "partial";
    object->reason = "truncated";
    snprintf(object->name, sizeof object->name, "exports/claims-%06u-cut.csv.gz", order->number);
}

static void object_build_empty(struct object *object, const struct object_order *order,
                               struct prng *prng)
{
    (void)object_add_part(object, prng);
    object->is_plain = true;
    snprintf(object->name, sizeof object->name, "exports/%06u.done", order->number);
}

typedef void object_build_fn(struct object *object, const struct object_order *order,
                             struct prng *prng);

static object_build_fn *object_find_builder(const char *kind)
{
    static const struct {
        const char *kind;
        object_build_fn *build;
    } packed[] = {
        {"gzip", object_build_gzip},         {"zip", object_build_zip},
        {"intake", object_build_intake},     {"sealed-zip", object_build_sealed_zip},
        {"cut-gzip", object_build_cut_gzip}, {"empty", object_build_empty},
    };
    for (size_t i = 0; i < sizeof packed / sizeof *packed; i++) {
        if (strcmp(packed[i].kind, kind) == 0)
            return packed[i].build;
    }
    return kind_find(kind) ? object_build_plain : NULL;
}

bool object_build(struct object *object, const struct object_order *order)
{
    object_build_fn *const build = object_find_builder(order->kind);
    struct prng prng = prng_create(order->seed, order->number);
    *object = (struct object){.kind = order->kind, .status = "examined"};
    if (!build)
        return false;
    object->stored = writer_create(prng_create(prng_next(&prng), 0));
    build(object, order, &prng);
    bool has_failed = object->stored.has_failed;
    for (size_t i = 0; i < object->part_count; i++)
        has_failed |= object->parts[i].content.has_failed;
    return !has_failed;
}

void object_free(struct object *object)
{
    writer_free(&object->stored);
    for (size_t i = 0; i < object->part_count; i++)
        writer_free(&object->parts[i].content);
    object->part_count = 0;
}

const struct writer *object_bytes(const struct object *object)
{
    return object->is_plain ? &object->parts[0].content : &object->stored;
}
