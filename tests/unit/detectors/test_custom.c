/* Users' own rules in the scan: what is found, how sure, and that cuts of a text change nothing. */
#include "detectors/custom.h"
#include "detectors/detector.h"
#include "detectors/scan.h"

#include "probe.h"
#include "suite.h"

#include <stdlib.h>
#include <string.h>

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))
#define TEXTS(...)                                                                                 \
    {                                                                                              \
        (const char *const[]){__VA_ARGS__},                                                        \
            sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *)                      \
    }

/* What a rule has when nothing else is said. */
#define PLAIN .role = ROLE_PERSON, .identifier = 'R', .qualifies = true, .longest = 128
#define SURE .alone = 70, .word = 85, .field = 95, .before = 50, .after = 20

static const struct custom_detector rules[] = {
    {PLAIN, SURE, .id = "x-employee-id", .pattern = "\\bEH-\\d{6}\\b",
     .words = TEXTS("employee", "emp no", "Staff Number"), .ignored = TEXTS("EH-000000")},
    {PLAIN, .word = 80, .field = 90, .before = 30, .id = "x-case-number", .shape = "99-9999",
     .is_whole = true, .words = TEXTS("case", "case file")},
    {PLAIN, SURE, .id = "x-luhn-code", .pattern = "Q\\d{8}", .check = VALIDATOR_LUHN,
     .words = TEXTS("code")},
    {PLAIN, SURE, .id = "x-badge", .shape = "U999?X", .is_whole = true},
    {PLAIN, .alone = 60, .word = 60, .field = 60, .id = "x-hostile", .pattern = "(z+)+$"},
};

static const struct custom_rules custom = {.detectors = rules, .detector_count = COUNT(rules)};

static struct probe *make_probe(const struct custom_rules *given, bool keeps_candidates)
{
    const struct ruleset_options options = {
        .fingerprint_key = {1, 2}, .keeps_candidates = keeps_candidates, .custom = given};
    struct probe *const probe = calloc(1, sizeof *probe);
    ck_assert_ptr_nonnull(probe);
    probe->ruleset = ruleset_create(&options);
    ck_assert_ptr_nonnull(probe->ruleset);
    probe->scratch = scratch_create(probe->ruleset);
    ck_assert_ptr_nonnull(probe->scratch);
    return probe;
}

/* The first finding of the detector, or NULL. */
static const struct finding *find(const struct probe *probe, const char *id)
{
    for (size_t i = 0; i < probe->count; i++) {
        const size_t detector = probe->findings[i].detector;
        if (strcmp(ruleset_detector_at(probe->ruleset, detector)->id, id) == 0) {
            return &probe->findings[i];
        }
    }
    return NULL;
}

static const struct {
    const char *id;
    const char *text;
    const char *value; /* NULL: nothing */
    uint8_t confidence;
    uint16_t flags;
} cases[] = {
    {"x-employee-id", "see EH-123456.", "EH-123456", 70, 0},
    {"x-employee-id", "see EH-12345.", NULL, 0, 0},
    {"x-employee-id", "see eh-123456.", NULL, 0, 0},
    {"x-employee-id", "see XEH-123456.", NULL, 0, 0},
    {"x-employee-id", "see EH-1234567.", NULL, 0, 0},
    {"x-employee-id", "the employee came with EH-123456", "EH-123456", 85, 0},
    {"x-employee-id", "employee: EH-123456", "EH-123456", 95, 0},
    {"x-employee-id", "EmpNo=EH-123456", "EH-123456", 95, 0},
    {"x-employee-id", "emp_no=EH-123456", "EH-123456", 95, 0},
    {"x-employee-id", "\"staffNumber\":\"EH-123456\"", "EH-123456", 95, 0},
    {"x-employee-id", "unemployee: EH-123456", "EH-123456", 70, 0},
    {"x-employee-id", "EH-123456 is the employee", "EH-123456", 85, 0},
    {"x-employee-id", "EH-123456 and so on and so on and the employee", "EH-123456", 70, 0},
    {"x-employee-id", "employee and a long text that goes on and on and on and on until EH-123456",
     "EH-123456", 70, 0},
    {"x-employee-id", "employee: EH-000000", NULL, 0, 0},
    {"x-case-number", "case 12-3456", "12-3456", 90, 0},
    {"x-case-number", "in this case we opened 12-3456", "12-3456", 80, 0},
    {"x-case-number", "12-3456", NULL, 0, 0},
    {"x-case-number", "case 12-34567", NULL, 0, 0},
    {"x-case-number", "case 112-3456", NULL, 0, 0},
    {"x-case-number", "case file 12-3456", "12-3456", 90, 0},
    {"x-case-number", "the case is closed and nothing is left to do here 12-3456", NULL, 0, 0},
    {"x-luhn-code", "code Q18930001", NULL, 0, 0},
    {"x-luhn-code", "xx Q79927398", NULL, 0, 0},
    {"x-badge", "B123-x", "B123-x", 70, 0},
    {"x-badge", "B123-xy", NULL, 0, 0},
    {"x-badge", "b123-x", NULL, 0, 0},
};

START_TEST(test_cases)
{
    struct probe *const probe = make_probe(&custom, false);
    probe_scan_string(probe, cases[_i].text);
    const struct finding *const found = find(probe, cases[_i].id);
    if (cases[_i].value == NULL) {
        ck_assert_msg(found == NULL || (cases[_i].id[2] == 'l' && found->flags != 0), "'%s': found",
                      cases[_i].text);
    } else {
        ck_assert_msg(found != NULL, "'%s': not found", cases[_i].text);
        ck_assert_uint_eq(found->offset,
                          (size_t)(strstr(cases[_i].text, cases[_i].value) - cases[_i].text));
        ck_assert_uint_eq(found->length, strlen(cases[_i].value));
        ck_assert_msg(found->confidence == cases[_i].confidence, "'%s': %u", cases[_i].text,
                      found->confidence);
        ck_assert_uint_eq(found->flags, cases[_i].flags);
        int sum = 0;
        for (size_t i = 0; i < found->evidence_count; i++) {
            sum += found->evidence[i].points;
        }
        ck_assert_int_eq(sum, found->confidence);
    }
    probe_free(probe);
}
END_TEST

static const char *const pieces[] = {
    "employee ",
    "emp no: ",
    "EH-123456",
    "EH-000000 ",
    " case file ",
    "12-3456",
    "\n",
    " and so ",
    "Q18930001",
    "code: ",
    "B123-x",
    ", ",
    "zzzzzzzzz",
    "SSN: 536-90-4399 ",
    "\xc3\xa9",
    "EH-",
    "99-9999-",
    "staff number ",
    "example ",
    "EH-123456EH-123456 ",
    "a long run of words without meaning ",
};

static uint32_t draw(uint64_t *state, uint32_t below)
{
    *state = *state * 6364136223846793005U + 1442695040888963407U;
    return (uint32_t)(*state >> 33) % below;
}

static void scan_part(struct probe *probe, struct span text, size_t from, size_t to)
{
    const struct segment segment = {.text = text.ptr + from,
                                    .len = to - from,
                                    .before = from < SCAN_REACH ? from : SCAN_REACH,
                                    .after =
                                        text.len - to < SCAN_REACH ? text.len - to : SCAN_REACH,
                                    .offset = from};
    probe_scan(probe, &segment);
}

static void check_equal(const struct probe *whole, const struct probe *parts, size_t cut)
{
    ck_assert_msg(whole->count == parts->count, "cut at %zu: %zu findings, not %zu", cut,
                  parts->count, whole->count);
    for (size_t i = 0; i < whole->count; i++) {
        const struct finding *const left = &whole->findings[i];
        const struct finding *const right = &parts->findings[i];
        ck_assert_msg(memcmp(left, right, sizeof *left) == 0,
                      "cut at %zu: detector %u at %zu, confidence %u, not %u at %zu, %u", cut,
                      right->detector, (size_t)right->offset, right->confidence, left->detector,
                      (size_t)left->offset, left->confidence);
    }
}

/* With and without candidates; the last rule, which gives up on long runs, is left out. */
START_TEST(test_cuts_change_nothing)
{
    const struct custom_rules some = {.detectors = rules, .detector_count = COUNT(rules) - 1};
    struct probe *const whole = make_probe(&some, _i % 2 == 1);
    struct probe *const parts = make_probe(&some, _i % 2 == 1);
    uint8_t text[3000];
    size_t len = 0;
    uint64_t state = (uint64_t)_i + 77;
    while (len + 64 < sizeof text) {
        const char *const piece = pieces[draw(&state, COUNT(pieces))];
        memcpy(text + len, piece, strlen(piece));
        len += strlen(piece);
    }
    const struct span span = {text, len};
    scan_part(whole, span, 0, len);
    ck_assert_uint_gt(whole->count, 10);
    for (size_t cut = 0; cut <= len; cut++) {
        probe_clear(parts);
        scan_part(parts, span, 0, cut);
        scan_part(parts, span, cut, len);
        check_equal(whole, parts, cut);
    }
    probe_free(whole);
    probe_free(parts);
}
END_TEST

/* Candidates are more, and flagged; all others are the same. */
START_TEST(test_candidates_leave_the_rest_alone)
{
    struct probe *const plain = make_probe(&custom, false);
    struct probe *const all = make_probe(&custom, true);
    uint64_t state = (uint64_t)_i;
    for (int round = 0; round < 50; round++) {
        char text[600] = "";
        while (strlen(text) + 64 < sizeof text) {
            strcat(text, pieces[draw(&state, COUNT(pieces))]);
        }
        probe_scan_string(plain, text);
        probe_scan_string(all, text);
    }
    size_t next = 0;
    for (size_t i = 0; i < all->count; i++) {
        if ((all->findings[i].flags & FINDING_CANDIDATE) == 0) {
            ck_assert_uint_lt(next, plain->count);
            ck_assert(memcmp(&all->findings[i], &plain->findings[next], sizeof *plain->findings) ==
                      0);
            next++;
        }
    }
    ck_assert_uint_eq(next, plain->count);
    ck_assert_uint_gt(all->count, plain->count);
    probe_free(plain);
    probe_free(all);
}
END_TEST

START_TEST(test_losers_are_flagged)
{
    struct probe *const probe = make_probe(&custom, true);
    probe_scan_string(probe, "employee: EH-000000");
    const struct finding *found = find(probe, "x-employee-id");
    ck_assert_ptr_nonnull(found);
    ck_assert_uint_eq(found->flags, FINDING_BELOW);
    ck_assert_uint_eq(found->confidence, 10);
    probe_free(probe);
}
END_TEST

START_TEST(test_hostile_pattern_is_said)
{
    struct probe *const probe = make_probe(&custom, false);
    char *const text = malloc((1 << 20) + 1);
    ck_assert_ptr_nonnull(text);
    memset(text, 'z', 1 << 20);
    for (size_t i = 0; i < 1 << 20; i += 100) {
        text[i] = '!';
    }
    text[1 << 20] = '\0';
    probe_scan_string(probe, text);
    ck_assert(scratch_take_limit(probe->scratch));
    ck_assert(!scratch_take_limit(probe->scratch));
    probe_scan_string(probe, "employee: EH-123456");
    ck_assert(!scratch_take_limit(probe->scratch));
    free(text);
    probe_free(probe);
}
END_TEST

static void add_up(void *user, const void *bytes, size_t len)
{
    size_t *const sum = user;
    for (size_t i = 0; i < len; i++) {
        *sum = *sum * 33 + ((const uint8_t *)bytes)[i];
    }
}

static size_t digest(const struct custom_rules *given)
{
    struct probe *const probe = make_probe(given, false);
    size_t sum = 5381;
    ruleset_describe(probe->ruleset, add_up, &sum);
    probe_free(probe);
    return sum;
}

/* Rules that find other things have another digest. */
START_TEST(test_digest)
{
    struct custom_detector other = rules[0];
    const struct custom_rules one = {.detectors = rules, .detector_count = 1};
    const struct custom_rules two = {.detectors = &other, .detector_count = 1};
    const struct custom_change off = {.detector = 3, .has_enabled = true, -1};
    const struct custom_rules three = {.changes = &off, .change_count = 1};
    ck_assert_uint_eq(digest(&one), digest(&two));
    ck_assert_uint_ne(digest(&one), digest(NULL));
    ck_assert_uint_ne(digest(&three), digest(NULL));
    other.after++;
    ck_assert_uint_ne(digest(&one), digest(&two));
    other = rules[0];
    other.pattern = "\\bEH-\\d{6}";
    ck_assert_uint_ne(digest(&one), digest(&two));
    other = rules[0];
    other.words.count--;
    ck_assert_uint_ne(digest(&one), digest(&two));
}
END_TEST

/* ---- changes ---- */

START_TEST(test_changes)
{
    const struct custom_change changes[] = {
        {.detector = (size_t)detector_find("us-ssn"), .alone = -1, .word = -1, .field = 99},
        {.detector = (size_t)detector_find("email"),
         .has_enabled = true,
         .alone = -1,
         .word = -1,
         .field = -1},
        {.detector = (size_t)detector_find("phone"),
         .alone = -1,
         .word = -1,
         .field = -1,
         .ignored = TEXTS("(415) 555-")},
    };
    const struct custom_rules changed = {.changes = changes, .change_count = 3};
    struct probe *const probe = make_probe(&changed, false);
    ck_assert(!ruleset_detector_is_enabled(probe->ruleset, changes[1].detector));
    probe_scan_string(probe, "SSN: 536-90-4399 mail jane.roe@clinic-example.org");
    ck_assert_ptr_nonnull(find(probe, "us-ssn"));
    ck_assert_uint_eq(find(probe, "us-ssn")->confidence, 99);
    ck_assert_ptr_null(find(probe, "email"));
    probe_clear(probe);
    probe_scan_string(probe, "phone: (415) 555-2671");
    ck_assert_ptr_null(find(probe, "phone"));
    probe_scan_string(probe, "phone: (415) 623-2671");
    ck_assert_ptr_nonnull(find(probe, "phone"));
    probe_free(probe);
}
END_TEST

/* Words that users add are labels like any other. */
START_TEST(test_added_labels)
{
    static const struct {
        const char *text;
        bool is_found;
    } texts[] = {{"Krankenblatt: 48812345", true},     {"krankenblatt 48812345", true},
                 {"patientFolderNo=48812345", true},   {"patient folder no 48812345", true},
                 {"Krankenblattx: 48812345", false},   {"xkrankenblatt: 48812345", false},
                 {"patient folder of 48812345", false}};
    const struct custom_change change = {.detector = (size_t)detector_find("mrn"),
                                         .alone = -1,
                                         .word = -1,
                                         .field = -1,
                                         .words = TEXTS("Krankenblatt", "patient folder no")};
    const struct custom_rules changed = {.changes = &change, .change_count = 1};
    struct pattern_error error = {""};
    ck_assert_int_eq(custom_check_change(&change, &error), CUSTOM_FINE);
    struct probe *const probe = make_probe(&changed, false);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        probe_clear(probe);
        probe_scan_string(probe, texts[i].text);
        ck_assert_msg((find(probe, "mrn") != NULL) == texts[i].is_found, "'%s'", texts[i].text);
    }
    probe_free(probe);
}
END_TEST

/* As many as a run takes, and none that the list of labels could not hold. */
START_TEST(test_most_added_labels)
{
    static char texts[CUSTOM_LABELS_MAX][CUSTOM_LABEL_MAX + 1];
    const char *words[CUSTOM_LABELS_MAX];
    for (size_t i = 0; i < CUSTOM_LABELS_MAX; i++) {
        memset(texts[i], 'q', CUSTOM_LABEL_MAX);
        for (size_t at = 4; at < CUSTOM_LABEL_MAX; at += 5) {
            texts[i][at] = ' ';
        }
        texts[i][0] = (char)('a' + i % 26);
        texts[i][1] = (char)('a' + i / 26);
        words[i] = texts[i];
    }
    const struct custom_change change = {.detector = (size_t)detector_find("us-ssn"),
                                         .alone = -1,
                                         .word = -1,
                                         .field = -1,
                                         .words = {words, CUSTOM_LABELS_MAX}};
    const struct custom_rules changed = {.changes = &change, .change_count = 1};
    struct probe *const probe = make_probe(&changed, false);
    probe_scan_string(probe, "SSN: 536-90-4399");
    ck_assert_ptr_nonnull(find(probe, "us-ssn"));
    probe_free(probe);
}
END_TEST

static const struct {
    struct custom_detector rule;
    enum custom_part part;
} check_cases[] = {
    {{PLAIN, SURE, .id = "x-fine", .shape = "UU-9999"}, CUSTOM_FINE},
    {{PLAIN, SURE, .id = "x-fine", .pattern = "x\\d+", .words = TEXTS("ab")}, CUSTOM_FINE},
    {{PLAIN, SURE, .id = "us-ssn", .shape = "UU-9999"}, CUSTOM_ID},
    {{PLAIN, SURE, .id = "Upper", .shape = "UU-9999"}, CUSTOM_ID},
    {{PLAIN, SURE, .id = "", .shape = "UU-9999"}, CUSTOM_ID},
    {{PLAIN, SURE, .id = "1st", .shape = "UU-9999"}, CUSTOM_ID},
    {{SURE, .id = "x-y", .shape = "UU-9999", .role = ROLE_HEALTH, .identifier = 'R', .longest = 9},
     CUSTOM_IDENTIFIER},
    {{SURE, .id = "x-y", .shape = "UU-9999", .role = ROLE_PERSON, .identifier = 'S', .longest = 9},
     CUSTOM_IDENTIFIER},
    {{PLAIN, SURE, .id = "x-y"}, CUSTOM_PATTERN},
    {{PLAIN, SURE, .id = "x-y", .shape = "99", .pattern = "x"}, CUSTOM_PATTERN},
    {{PLAIN, SURE, .id = "x-y", .pattern = "a*"}, CUSTOM_PATTERN},
    {{PLAIN, SURE, .id = "x-y", .pattern = ".+"}, CUSTOM_PATTERN},
    {{PLAIN, .field = 80, .word = 80, .id = "x-y", .pattern = ".+", .words = TEXTS("abc")},
     CUSTOM_FINE},
    {{PLAIN, SURE, .id = "x-y", .shape = "999999999999999999999999999999999"}, CUSTOM_SHAPE},
    {{PLAIN, SURE, .id = "x-y", .shape = "99\\"}, CUSTOM_SHAPE},
    {{PLAIN, SURE, .id = "x-y", .shape = ""}, CUSTOM_SHAPE},
    {{PLAIN, SURE, .id = "x-y", .shape = "99", .words = TEXTS("a")}, CUSTOM_WORDS},
    {{PLAIN, SURE, .id = "x-y", .shape = "99", .words = TEXTS("a b")}, CUSTOM_WORDS},
    {{PLAIN, SURE, .id = "x-y", .shape = "99", .ignored = TEXTS("")}, CUSTOM_IGNORED},
    {{PLAIN, .alone = 90, .word = 80, .field = 95, .id = "x-y", .shape = "99"}, CUSTOM_CONFIDENCE},
    {{PLAIN, .word = 80, .field = 95, .id = "x-y", .shape = "99"}, CUSTOM_CONFIDENCE},
    {{PLAIN, .alone = 100, .word = 100, .field = 100, .id = "x-y", .shape = "99"},
     CUSTOM_CONFIDENCE},
    {{PLAIN, .alone = 60, .word = 60, .field = 60, .before = 301, .id = "x-y", .shape = "99"},
     CUSTOM_DISTANCE},
    {{.longest = 254,
      .alone = 60,
      .word = 60,
      .field = 60,
      .before = 300,
      .id = "x-y",
      .shape = "99",
      .words = TEXTS("abc")},
     CUSTOM_DISTANCE},
    {{.longest = 4, .alone = 60, .word = 60, .field = 60, .id = "x-y", .shape = "99999"},
     CUSTOM_DISTANCE},
    {{PLAIN, SURE, .id = "x-y", .shape = "99", .severity = {1, 1, 2}}, CUSTOM_SEVERITY},
    {{PLAIN, SURE, .id = "x-y", .shape = "99", .severity = {1, 10, 100}}, CUSTOM_FINE},
};

START_TEST(test_check)
{
    struct pattern_error error = {""};
    const enum custom_part part = custom_check_detector(&check_cases[_i].rule, &error);
    ck_assert_msg(part == check_cases[_i].part, "case %d: part %d: %s", _i, (int)part,
                  error.message);
    ck_assert(part == CUSTOM_FINE || error.message[0] != '\0');
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("custom");
    TCase *const all = tcase_create("all");
    tcase_set_timeout(all, 120);
    tcase_add_loop_test(all, test_cases, 0, COUNT(cases));
    tcase_add_loop_test(all, test_cuts_change_nothing, 0, 4);
    tcase_add_loop_test(all, test_candidates_leave_the_rest_alone, 0, 4);
    tcase_add_test(all, test_losers_are_flagged);
    tcase_add_test(all, test_hostile_pattern_is_said);
    tcase_add_test(all, test_digest);
    tcase_add_test(all, test_changes);
    tcase_add_test(all, test_added_labels);
    tcase_add_test(all, test_most_added_labels);
    tcase_add_loop_test(all, test_check, 0, COUNT(check_cases));
    suite_add_tcase(suite, all);
    return suite_run(suite);
}
