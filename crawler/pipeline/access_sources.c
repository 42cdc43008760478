/* What the SOURCEs of a policy lead to. */
#include "crawler/pipeline/access_sources.h"

#include "crawler/store/inventory.h"

#include <stdlib.h>
#include <string.h>

/* Where in the key of a manifest the last count segments begin; NULL when there are fewer. */
static char *sources_last_segments(char *key, unsigned count)
{
    char *at = key + strlen(key);
    while (count > 0 && at > key) {
        at--;
        count -= at == key || at[-1] == '/';
    }
    return count == 0 ? at : NULL;
}

/* The bucket that is listed, whose name ends at a '/'. */
static bool sources_add_listed(const char *name, struct access_sources *out, struct fault *fault)
{
    struct buffer uri;
    struct access_source *const listed = &out->all[out->count];
    buffer_init(&uri, 4096);
    buffer_append_format(&uri, "s3://%.*s", (int)strcspn(name, "/"), name);
    const char *const text = buffer_str(&uri);
    const bool is_name = text != NULL && locator_parse(text, &listed->locator, fault);
    buffer_free(&uri);
    return is_name;
}

/* The manifest lies at PREFIX/LISTED/NAME/TIME/manifest.json, the files beside TIME. */
static bool sources_add_inventory(const char *manifest, size_t number, struct access_sources *out,
                                  struct buffer *notes, struct fault *fault)
{
    struct access_source *const files = &out->all[out->count];
    struct fault unused = {.http_status = 0};
    if (!locator_parse(manifest, &files->locator, fault))
        return false;
    files->number = number;
    files->is_inventory = true;
    out->count++;
    if (files->locator.provider == PROVIDER_AZURE) {
        buffer_append_format(notes,
                             "inventory %s: the containers that it lists need the same role; a "
                             "SAS must be of the account\n",
                             files->locator.uri);
        return true;
    }
    char *const key = files->locator.prefix;
    const char *const listed = sources_last_segments(key, 4);
    bool is_known = listed != NULL && sources_add_listed(listed, out, &unused);
    if (!is_known) {
        buffer_append_format(notes,
                             "inventory %s: its key does not say which bucket it lists: replace "
                             "LISTED-BUCKET\n",
                             files->locator.uri);
        is_known = sources_add_listed("LISTED-BUCKET", out, fault);
    }
    char *const end = sources_last_segments(key, listed != NULL ? 2 : 1);
    if (end != NULL)
        *end = '\0';
    out->all[out->count].number = number;
    out->count += is_known;
    return is_known;
}

bool access_sources_parse(const char *const *sources, size_t count, struct access_sources *out,
                          struct buffer *notes, struct fault *fault)
{
    out->count = 0;
    out->all = calloc(2 * count + 1, sizeof *out->all);
    if (out->all == NULL) {
        notes->is_failed = true;
        return true;
    }
    for (size_t i = 0; i < count; i++) {
        const char *const manifest = inventory_source(sources[i]);
        if (manifest != NULL) {
            if (!sources_add_inventory(manifest, i + 1, out, notes, fault))
                return false;
            continue;
        }
        out->all[out->count].number = i + 1;
        if (!locator_parse(sources[i], &out->all[out->count].locator, fault))
            return false;
        out->count++;
    }
    return true;
}

void access_sources_free(struct access_sources *sources)
{
    for (size_t i = 0; i < sources->count; i++)
        locator_free(&sources->all[i].locator);
    free(sources->all);
    sources->all = NULL;
    sources->count = 0;
}
