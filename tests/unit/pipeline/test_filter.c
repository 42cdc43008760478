/* What filters leave out, and what they do not: globs, expressions, sizes, times, states, tags. */
#include "crawler/pipeline/filter.h"
#include "crawler/pipeline/filter_time.h"
#include "crawler/pipeline/glob.h"

#include "suite.h"

#include <stdio.h>
#include <string.h>

#define NOW 1769904000 /* 2026-02-01T00:00:00Z */

static const struct {
    const char *glob, *key;
    bool is_match;
} globs[] = {
    {"", "", true},
    {"", "a", false},
    {"*", "", true},
    {"*", "a/b", true},
    {"a", "a", true},
    {"a", "A", false},
    {"a", "ab", false},
    {"*.csv", "a/b.csv", true},
    {"*.csv", "a/b.csv.gz", false},
    {"a*c*e", "abcde", true},
    {"a*c*e", "abced", false},
    {"a*b", "ab", true},
    {"a**b", "axxb", true},
    {"*a*a*a*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false},
    {"?", "a", true},
    {"?", "", false},
    {"?", "ab", false},
    {"?", "\xc3\xa9", true},
    {"??", "\xc3\xa9", false},
    {"??", "\xff\xfe", true},
    {"[abc]x", "bx", true},
    {"[abc]x", "dx", false},
    {"[a-c]", "b", true},
    {"[!a-c]", "b", false},
    {"[!a-c]", "d", true},
    {"[]]", "]", true},
    {"[!]]", "]", false},
    {"[a-]", "-", true},
    {"[\\]]", "]", true},
    {"[\xc3\xa0-\xc3\xbf]", "\xc3\xa9", true},
    {"\\*", "*", true},
    {"\\*", "a", false},
    {"\\[a", "[a", true},
    {"\\\\[!a]", "\\b", true},
    {"a\\", "a\\", false},
    {"logs/2026-0[1-3]-*/*.json", "logs/2026-02-11/x/y.json", true},
    {"logs/2026-0[1-3]-*/*.json", "logs/2026-04-11/x/y.json", false},
};

START_TEST(glob)
{
    const struct span key = {(const uint8_t *)globs[_i].key, strlen(globs[_i].key)};
    const bool is_match = glob_is_valid(globs[_i].glob) && glob_matches(globs[_i].glob, key);
    ck_assert_msg(is_match == globs[_i].is_match, "%s on %s", globs[_i].glob, globs[_i].key);
}
END_TEST

START_TEST(glob_refuses)
{
    static const char *const bad[] = {"[", "[a", "[!", "[]", "[!]", "a\\", "[a\\", "x[a-", "\\\\["};
    char longest[GLOB_MAX + 2];
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert_msg(!glob_is_valid(bad[i]), "%s", bad[i]);
    memset(longest, 'a', sizeof longest);
    longest[GLOB_MAX] = '\0';
    ck_assert(glob_is_valid(longest));
    longest[GLOB_MAX] = 'a';
    longest[GLOB_MAX + 1] = '\0';
    ck_assert(!glob_is_valid(longest));
}
END_TEST

static const struct {
    const char *text;
    long long expected; /* -1: refused */
} times[] = {
    {"2026-02-01T00:00:00Z", NOW},
    {"2026-02-01t00:00:00z", NOW},
    {"2026-02-01 00:00:00Z", NOW},
    {"2026-02-01T00:00:00.123456Z", NOW},
    {"2026-02-01T01:30:00+01:30", NOW},
    {"2026-01-31T19:00:00-05:00", NOW},
    {"2026-02-01", NOW},
    {"1s", NOW - 1},
    {"0d", NOW},
    {"15m", NOW - 900},
    {"12h", NOW - 43200},
    {"7d", NOW - 604800},
    {"4w", NOW - 4 * 604800},
    {"7", -1},
    {"d", -1},
    {"7x", -1},
    {"7d ", -1},
    {"7days", -1},
    {"1234567d", -1},
    {"2026-02-30", -1},
    {"2026-13-01", -1},
    {"2026-02-01T", -1},
    {"2026-02-01T00:00:00", -1},
    {"2026-02-01T24:00:00Z", -1},
    {"2026-02-01T00:60:00Z", -1},
    {"2026-02-01T00:00:00+99:00", -1},
    {"2026-2-1", -1},
    {"yesterday", -1},
    {"", -1},
};

START_TEST(time_texts)
{
    time_t actual = -1;
    const bool is_good = filter_time_parse(times[_i].text, NOW, &actual);
    ck_assert_msg(is_good == (times[_i].expected != -1), "%s", times[_i].text);
    if (is_good)
        ck_assert_int_eq(actual, times[_i].expected);
}
END_TEST

/* What is 0 or NULL is taken from default_sample; UNKNOWN is 0. */
struct sample {
    const char *key;
    uint64_t size;
    time_t last_modified;
    const char *storage_class, *encryption, *tags, *snapshot;
    bool has_tags, is_size_unknown;
    unsigned versions;
};

#define UNKNOWN UINT64_MAX

static const struct sample default_sample = {
    .key = "in/a.csv", .size = 100, .last_modified = NOW - 1000};

static const struct {
    const char *name;
    enum filter_kind kind;
    const char *texts[3];
    struct sample sample;
    bool may_stay;
} cases[] = {
    {"included", FILTER_INCLUDE, {"*.txt", "*.csv"}, {0}, true},
    {"not included", FILTER_INCLUDE, {"*.txt", "a*"}, {0}, false},
    {"excluded", FILTER_EXCLUDE, {"x", "in/*"}, {0}, false},
    {"not excluded", FILTER_EXCLUDE, {"x", "a/*"}, {0}, true},
    {"expression", FILTER_REGEX, {"a\\.c"}, {0}, true},
    {"expression at the end", FILTER_REGEX, {"\\.csv$"}, {0}, true},
    {"no expression", FILTER_REGEX, {"^a", "x"}, {0}, false},
    {"extension", FILTER_EXTENSION, {"txt,CSV"}, {0}, true},
    {"extension with a dot", FILTER_EXTENSION, {".csv"}, {0}, true},
    {"two extensions", FILTER_EXTENSION, {"csv.gz"}, {.key = "a.csv.gz"}, true},
    {"other extension", FILTER_EXTENSION, {"sv"}, {0}, false},
    {"extension of a folder", FILTER_EXTENSION, {"csv/x"}, {.key = "a.csv/x"}, false},
    {"no extension", FILTER_EXTENSION, {"csv"}, {.key = "csv"}, false},
    {"large enough", FILTER_MIN_SIZE, {"100"}, {.size = 100}, true},
    {"too small", FILTER_MIN_SIZE, {"100"}, {.size = 99}, false},
    {"of a size that nobody said",
     FILTER_MIN_SIZE,
     {"100"},
     {.size = UNKNOWN, .is_size_unknown = true},
     true},
    {"empty", FILTER_MIN_SIZE, {"100"}, {.size = UNKNOWN}, false},
    {"small enough", FILTER_MAX_SIZE, {"100"}, {.size = 100}, true},
    {"too large", FILTER_MAX_SIZE, {"100"}, {.size = 101}, false},
    {"new enough", FILTER_MODIFIED_AFTER, {"1000s"}, {0}, true},
    {"too old", FILTER_MODIFIED_AFTER, {"999s"}, {0}, false},
    {"of unknown time", FILTER_MODIFIED_AFTER, {"1s"}, {.last_modified = -1}, true},
    {"old enough", FILTER_MODIFIED_BEFORE, {"999s"}, {0}, true},
    {"too new", FILTER_MODIFIED_BEFORE, {"1000s"}, {0}, false},
    {"class", FILTER_STORAGE_CLASS, {"standard,glacier"}, {.storage_class = "GLACIER"}, true},
    {"other class", FILTER_STORAGE_CLASS, {"STANDARD"}, {.storage_class = "GLACIER"}, false},
    {"unknown class", FILTER_STORAGE_CLASS, {"STANDARD"}, {0}, true},
    {"latest", FILTER_VERSION_STATE, {"latest"}, {.versions = OBJECT_LATEST}, true},
    {"not latest", FILTER_VERSION_STATE, {"latest"}, {.versions = OBJECT_NONCURRENT}, false},
    {"one of two states",
     FILTER_VERSION_STATE,
     {"deleted,delete-marker"},
     {.versions = OBJECT_LATEST | OBJECT_DELETE_MARKER},
     true},
    {"snapshot", FILTER_VERSION_STATE, {"snapshot"}, {.snapshot = "2026"}, true},
    {"no snapshot", FILTER_VERSION_STATE, {"snapshot"}, {0}, false},
    {"without versions", FILTER_VERSION_STATE, {"latest"}, {0}, true},
    {"snapshot is not latest", FILTER_VERSION_STATE, {"latest"}, {.snapshot = "2026"}, false},
    {"encryption", FILTER_ENCRYPTION, {"azure-cpk"}, {.encryption = "azure-cpk"}, true},
    {"other encryption", FILTER_ENCRYPTION, {"azure-cpk"}, {.encryption = "azure"}, false},
    {"tag", FILTER_TAG, {"team"}, {.has_tags = true, .tags = "a=b&team=x"}, true},
    {"tag and value",
     FILTER_TAG,
     {"x", "a b=c=d"},
     {.has_tags = true, .tags = "a%20b=c%3Dd"},
     true},
    {"other value", FILTER_TAG, {"a=c"}, {.has_tags = true, .tags = "a=b"}, false},
    {"start of a name", FILTER_TAG, {"tea"}, {.has_tags = true, .tags = "team=x"}, false},
    {"no tags", FILTER_TAG, {"a"}, {.has_tags = true}, false},
    {"unknown tags", FILTER_TAG, {"a"}, {0}, true},
};

static struct span span_of(const char *text)
{
    return text == NULL ? (struct span){NULL, 0}
                        : (struct span){(const uint8_t *)text, strlen(text)};
}

static struct object *object_of(const struct sample *sample)
{
    const struct sample *const d = &default_sample;
    const uint64_t size = sample->size == 0 ? d->size : sample->size;
    const struct object_init init = {
        .key = span_of(sample->key != NULL ? sample->key : d->key),
        .size = size == UNKNOWN ? 0 : size,
        .last_modified = sample->last_modified != 0 ? sample->last_modified : d->last_modified,
        .storage_class = span_of(sample->storage_class),
        .encryption_mode = span_of(sample->encryption),
        .tags = span_of(sample->tags),
        .snapshot = span_of(sample->snapshot),
        .has_tags = sample->has_tags,
        .is_size_unknown = sample->is_size_unknown,
        .versions = sample->versions,
        .refused = -1};
    return object_create(&init);
}

START_TEST(judges)
{
    struct filter_options options = {.min_size = 100, .max_size = 100};
    struct fault fault = {0};
    size_t count = 0;
    while (count < 3 && cases[_i].texts[count] != NULL)
        count++;
    options.kinds[cases[_i].kind].texts = cases[_i].texts;
    options.kinds[cases[_i].kind].count = count;
    struct filter *const filter = filter_create(&options, NOW, &fault);
    ck_assert_msg(filter != NULL, "%s: %s", cases[_i].name, fault.message);
    struct pattern_memory *const memory = pattern_memory_create();
    struct object *const object = object_of(&cases[_i].sample);
    const int kind = filter_judge(filter, memory, object);
    ck_assert_msg(kind == (cases[_i].may_stay ? -1 : (int)cases[_i].kind), "%s: %d", cases[_i].name,
                  kind);
    object_free(object);
    pattern_memory_free(memory);
    filter_free(filter);
}
END_TEST

static const struct {
    enum filter_kind kind;
    const char *text, *message;
} refusals[] = {
    {FILTER_INCLUDE, "[", "--include: '[' is no glob"},
    {FILTER_EXCLUDE, "a\\", "--exclude"},
    {FILTER_REGEX, "(", "--regex: '('"},
    {FILTER_REGEX, "a*", "--regex: 'a*'"},
    {FILTER_MODIFIED_AFTER, "tomorrow", "--modified-after: 'tomorrow' is neither"},
    {FILTER_MODIFIED_BEFORE, "7", "--modified-before"},
    {FILTER_VERSION_STATE, "latest,old", "--version-state: 'latest,old' is none of latest"},
};

START_TEST(refuses)
{
    struct filter_options options = {0};
    struct fault fault = {0};
    options.kinds[refusals[_i].kind].texts = &refusals[_i].text;
    options.kinds[refusals[_i].kind].count = 1;
    ck_assert_ptr_null(filter_create(&options, NOW, &fault));
    ck_assert_msg(strstr(fault.message, refusals[_i].message) != NULL, "%s", fault.message);
}
END_TEST

/* The first of several that would leave an object out is the one that counts. */
START_TEST(order)
{
    static const char *const texts[] = {"nothing"};
    struct filter_options options = {.min_size = 1000};
    struct fault fault = {0};
    options.kinds[FILTER_INCLUDE].texts = options.kinds[FILTER_MIN_SIZE].texts = texts;
    options.kinds[FILTER_INCLUDE].count = options.kinds[FILTER_MIN_SIZE].count = 1;
    struct filter *const filter = filter_create(&options, NOW, &fault);
    struct object *const object = object_of(&cases[0].sample);
    ck_assert_int_eq(filter_judge(filter, NULL, object), FILTER_INCLUDE);
    object_free(object);
    filter_free(filter);
}
END_TEST

START_TEST(wants)
{
    static const char *const states[] = {"noncurrent,upload"}, *const tags[] = {"a"};
    struct filter_options options = {0};
    struct list_options list = {0};
    struct fault fault = {0};
    struct filter *filter = filter_create(&options, NOW, &fault);
    filter_wants(filter, &list);
    ck_assert(!list.versions && !list.uploads && !list.tags);
    filter_free(filter);
    options.kinds[FILTER_VERSION_STATE].texts = states;
    options.kinds[FILTER_TAG].texts = tags;
    options.kinds[FILTER_VERSION_STATE].count = options.kinds[FILTER_TAG].count = 1;
    filter = filter_create(&options, NOW, &fault);
    filter_wants(filter, &list);
    ck_assert(list.versions && list.uploads && list.tags);
    filter_free(filter);
}
END_TEST

#define COUNT(table) ((int)(sizeof(table) / sizeof *(table)))

int main(void)
{
    Suite *const suite = suite_create("filter");
    TCase *const tcase = tcase_create("filter");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, glob, 0, COUNT(globs));
    tcase_add_test(tcase, glob_refuses);
    tcase_add_loop_test(tcase, time_texts, 0, COUNT(times));
    tcase_add_loop_test(tcase, judges, 0, COUNT(cases));
    tcase_add_loop_test(tcase, refuses, 0, COUNT(refusals));
    tcase_add_test(tcase, order);
    tcase_add_test(tcase, wants);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
