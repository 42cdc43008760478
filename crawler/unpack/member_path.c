/* How members are named in findings. */
#include "crawler/unpack/member_path.h"

#include <string.h>
#include <strings.h>

#define MEMBER_PATH_MAX ((size_t)1 << 20)

/* Endings of compressed files and what stands there instead. */
static const struct {
    const char *ending, *instead;
} member_endings[] = {
    {".tgz", ".tar"}, {".taz", ".tar"},  {".svgz", ".svg"}, {".emz", ".emf"}, {".wmz", ".wmf"},
    {".gz", ""},      {".gzip", ""},     {".z", ""},        {".zz", ""},      {".zlib", ""},
    {".deflate", ""}, {".tbz2", ".tar"}, {".tbz", ".tar"},  {".tb2", ".tar"}, {".txz", ".tar"},
    {".tlz", ".tar"}, {".tzst", ".tar"}, {".bz2", ""},      {".bz", ""},      {".xz", ""},
    {".lzma", ""},    {".zst", ""},      {".zstd", ""},     {".lz4", ""},     {".br", ""},
    {".sz", ""},      {".snappy", ""},
};

void member_path_init(struct member_path *path)
{
    buffer_init(&path->path, MEMBER_PATH_MAX);
    buffer_init(&path->name, MEMBER_PATH_MAX);
}

void member_path_free(struct member_path *path)
{
    buffer_free(&path->path);
    buffer_free(&path->name);
}

/* Never without a pointer, which would say that there is no name. */
static struct span member_span(const struct buffer *buf)
{
    static const uint8_t none[1] = {0};
    return (struct span){buf->ptr != NULL ? buf->ptr : none, buf->len};
}

static void member_path_join(struct buffer *out, const struct place *outer, struct span name)
{
    buffer_clear(out);
    if (outer->path.ptr != NULL) {
        buffer_append(out, outer->path.ptr, outer->path.len);
        buffer_append_char(out, '!');
    }
    for (size_t i = 0; i < name.len && i < MEMBER_NAME_MAX; i++) {
        if (name.ptr[i] == '!')
            buffer_append_str(out, "%21");
        else
            buffer_append(out, name.ptr + i, 1);
    }
}

struct place member_path_enter(struct member_path *path, const struct place *outer,
                               struct span name)
{
    member_path_join(&path->path, outer, name);
    return (struct place){member_span(&path->path), name, outer->depth + 1};
}

static struct span member_base(struct span name)
{
    for (size_t i = name.len; i > 0; i--) {
        if (name.ptr[i - 1] == '/' || name.ptr[i - 1] == '\\')
            return (struct span){name.ptr + i, name.len - i};
    }
    return name;
}

/* Writes name without its ending of compression. */
static void member_strip(struct buffer *out, struct span name)
{
    buffer_clear(out);
    for (size_t i = 0; i < sizeof member_endings / sizeof member_endings[0]; i++) {
        const size_t len = strlen(member_endings[i].ending);
        if (name.len <= len || strncasecmp((const char *)name.ptr + name.len - len,
                                           member_endings[i].ending, len) != 0)
            continue;
        buffer_append(out, name.ptr, name.len - len);
        buffer_append_str(out, member_endings[i].instead);
        return;
    }
    buffer_append(out, name.ptr, name.len);
}

struct place member_path_unwrap(struct member_path *path, const struct place *outer)
{
    struct span base = member_base(outer->name);
    if (base.len > MEMBER_NAME_MAX)
        base = (struct span){base.ptr + base.len - MEMBER_NAME_MAX, MEMBER_NAME_MAX};
    member_strip(&path->name, base);
    if (path->name.len == 0)
        buffer_append_str(&path->name, "content");
    const struct span name = member_span(&path->name);
    struct place inner = {{NULL, 0}, name, outer->depth + 1};
    if (outer->depth > 0) {
        member_path_join(&path->path, outer, name);
        inner.path = member_span(&path->path);
    }
    return inner;
}

bool member_path_is_failed(const struct member_path *path)
{
    return path->path.is_failed || path->name.is_failed;
}
