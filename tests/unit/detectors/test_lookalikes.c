/* Numbers that look like identifiers, by the million: none is believed. And the opposite fault: a
 * labelled value right beside them is. */
#include "probe.h"
#include "suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_MAX_LEN 512
#define EPOCH_LINES 1000000
#define TABLE_LINES 60000
#define LABELLED_LINES 400
#define BLOCK ((size_t)128 << 10)
#define HIGH 85

static uint32_t draw(uint64_t *state, uint32_t below)
{
    *state = *state * 6364136223846793005U + 1442695040888963407U;
    return (uint32_t)((*state >> 33) % below);
}

/* Seconds since 1970, one in ten of which passes the check of an NPI. */
static uint32_t draw_epoch(uint64_t *state)
{
    return 1000000000U + draw(state, 1000000000U);
}

static int write_epoch(uint64_t *state, char *line)
{
    static const char *const words[] = {"provider cache refreshed", "GET /providers/search 200",
                                        "id lookup done",           "doctor list synced",
                                        "national feed polled",     "order taken"};
    const char *word = words[draw(state, 6)];
    switch (draw(state, 6)) {
    case 0:
        return sprintf(line, "%u INFO %s", draw_epoch(state), word);
    case 1:
        return sprintf(line, "ts=%u level=info msg=\"%s\"", draw_epoch(state), word);
    case 2:
        return sprintf(line, "{\"time\":%u,\"msg\":\"%s\"}", draw_epoch(state), word);
    case 3:
        return sprintf(line, "[%u.%03u] %s", draw_epoch(state), draw(state, 1000), word);
    case 4:
        return sprintf(line, "%s at %u, expires %u", word, draw_epoch(state), draw_epoch(state));
    default:
        return sprintf(line, "epoch:%u\tsession=%u\t%s", draw_epoch(state), draw_epoch(state),
                       word);
    }
}

static int write_population(uint64_t *state, char *line)
{
    return draw(state, 2) == 0
               ? sprintf(line, "%s county  %9u  %9u  %5.1f", draw(state, 2) == 0 ? "Adams" : "Clay",
                         100000000 + draw(state, 899999999), 100000000 + draw(state, 899999999),
                         draw(state, 999) / 10.0)
               : sprintf(line, "%u,%u,%u,%u", draw(state, 99999),
                         100000000 + draw(state, 899999999), draw(state, 999999999),
                         draw(state, 99999));
}

static int write_grouped(uint64_t *state, char *line)
{
    return sprintf(line, "%03u %02u %04u   %03u %02u %04u   %03u %03u %03u", draw(state, 900),
                   draw(state, 100), draw(state, 10000), draw(state, 900), draw(state, 100),
                   draw(state, 10000), draw(state, 1000), draw(state, 1000), draw(state, 1000));
}

static int write_decimals(uint64_t *state, char *line)
{
    return sprintf(line, "0.%09u -12.%09u 3.%04ue-%02u %u.%02u.%04u", draw(state, 999999999),
                   draw(state, 999999999), draw(state, 10000), draw(state, 30), draw(state, 900),
                   draw(state, 100), draw(state, 10000));
}

static int write_parts(uint64_t *state, char *line)
{
    return sprintf(line, "P/N %03u-%02u-%04u-%02u qty %u; item %03u-%02u-%04uA, lot %09u",
                   draw(state, 900), draw(state, 100), draw(state, 10000), draw(state, 100),
                   draw(state, 90), draw(state, 900), draw(state, 100), draw(state, 10000),
                   draw(state, 999999999));
}

static int write_guid(uint64_t *state, char *line)
{
    return sprintf(line, "{%08x-%04x-%04x-%04x-%06x%06x} %09u-%04u", draw(state, 1U << 31),
                   draw(state, 1 << 16), draw(state, 1 << 16), draw(state, 1 << 16),
                   draw(state, 1 << 24), draw(state, 1 << 24), draw(state, 999999999),
                   draw(state, 10000));
}

static int write_svg(uint64_t *state, char *line)
{
    return sprintf(line, "<path d=\"M%03u-%02u-%04uc%u.%02u-%u %03u-%02u-%04u %09u,%09uz\"/>",
                   draw(state, 900), draw(state, 100), draw(state, 10000), draw(state, 999),
                   draw(state, 100), draw(state, 999), draw(state, 900), draw(state, 100),
                   draw(state, 10000), draw(state, 999999999), draw(state, 999999999));
}

struct table {
    const char *name;
    int (*write)(uint64_t *state, char *line);
    unsigned lines;
};

static const struct table tables[] = {
    {"epoch seconds", write_epoch, EPOCH_LINES},
    {"populations", write_population, TABLE_LINES},
    {"groups of digits", write_grouped, TABLE_LINES},
    {"decimals", write_decimals, TABLE_LINES},
    {"part numbers", write_parts, TABLE_LINES},
    {"GUIDs", write_guid, TABLE_LINES},
    {"SVG paths", write_svg, TABLE_LINES},
};
#define TABLE_COUNT (sizeof tables / sizeof tables[0])

struct believed {
    const struct table *table;
    const char *block;
};

static void believe_nothing(void *user, const struct finding *finding)
{
    const struct believed *believed = user;
    const char *id = detector_at(finding->detector)->id;
    const bool is_ours = strcmp(id, "us-ssn") == 0 || strcmp(id, "us-npi") == 0 ||
                         strcmp(id, "us-itin") == 0 || strcmp(id, "aba-routing") == 0;
    ck_assert_msg(!is_ours || finding->confidence < HIGH, "%s: %s at %u: %.*s",
                  believed->table->name, id, finding->confidence, (int)finding->length,
                  believed->block + finding->offset);
}

START_TEST(no_number_of_a_table_is_believed)
{
    static char block[BLOCK + LINE_MAX_LEN];
    const struct believed believed = {&tables[_i], block};
    struct probe *const probe = probe_create(0);
    uint64_t state = 20261122;
    for (unsigned line = 0; line < tables[_i].lines;) {
        size_t len = 0;
        for (; line < tables[_i].lines && len < BLOCK; line++) {
            len += (size_t)tables[_i].write(&state, block + len);
            block[len++] = '\n';
        }
        const struct segment segment = {.text = (const uint8_t *)block, .len = len};
        union {
            const struct believed *in;
            void *out;
        } user = {&believed};
        scan_text(probe->ruleset, probe->scratch, &segment, believe_nothing, user.out);
    }
    probe_free(probe);
}
END_TEST

static const struct {
    const char *text;
    const char *value;
    const char *id;
} labelled[] = {
    {"SSN: 536-90-4399", "536-90-4399", "us-ssn"},
    {"ssn=536904399", "536904399", "us-ssn"},
    {"\"ssn\":\"536904399\"", "536904399", "us-ssn"},
    {"Social Security Number 536-90-4399", "536-90-4399", "us-ssn"},
    {"NPI: 1245319599", "1245319599", "us-npi"},
    {"npi=1245319599", "1245319599", "us-npi"},
    {"\"npi\": \"1245319599\"", "1245319599", "us-npi"},
};
#define LABELLED_COUNT (sizeof labelled / sizeof labelled[0])

/* Text of a table, the value, text of the same table. */
static size_t surround(const struct table *table, uint64_t *state, const char *text, char *line)
{
    static const char *const gaps[] = {" ", "\n", ", ", "; ", "\t", " | "};
    size_t len = (size_t)table->write(state, line);
    len += (size_t)sprintf(line + len, "%s%s%s", gaps[draw(state, 6)], text, gaps[draw(state, 6)]);
    return len + (size_t)table->write(state, line + len);
}

static bool has_found(const struct probe *probe, const char *line, const char *id,
                      const char *value)
{
    for (size_t i = 0; i < probe->count; i++) {
        const struct finding *finding = &probe->findings[i];
        if (strcmp(detector_at(finding->detector)->id, id) == 0 &&
            finding->length == strlen(value) &&
            memcmp(line + finding->offset, value, finding->length) == 0) {
            return true;
        }
    }
    return false;
}

START_TEST(a_labelled_value_beside_them_counts)
{
    const struct table *const table = &tables[_i];
    struct probe *const probe = probe_create(HIGH);
    uint64_t state = 20261123;
    for (unsigned i = 0; i < LABELLED_LINES; i++) {
        char line[3 * LINE_MAX_LEN];
        const size_t which = i % LABELLED_COUNT;
        const size_t len = surround(table, &state, labelled[which].text, line);
        const struct segment segment = {.text = (const uint8_t *)line, .len = len};
        probe_clear(probe);
        probe_scan(probe, &segment);
        ck_assert_msg(has_found(probe, line, labelled[which].id, labelled[which].value),
                      "%s: %s is not believed in '%.*s'", table->name, labelled[which].text,
                      (int)len, line);
    }
    probe_free(probe);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("lookalikes");
    TCase *const tests = tcase_create("lookalikes");
    tcase_set_timeout(tests, 300);
    tcase_add_loop_test(tests, no_number_of_a_table_is_believed, 0, TABLE_COUNT);
    tcase_add_loop_test(tests, a_labelled_value_beside_them_counts, 0, TABLE_COUNT);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
