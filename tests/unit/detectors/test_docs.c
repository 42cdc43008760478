/*
 * docs/detectors.md is made from the table of detectors, by this program:
 *
 *   unit_detectors_docs --print > docs/detectors.md
 *
 * As a test it compares the page with the table.
 */
#include "detectors/detector.h"
#include "detectors/field.h"
#include "detectors/registry.h"
#include "suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PAGE "docs/detectors.md"
#define PAGE_MAX ((size_t)256 << 10)

static const char *const letters[] = {
    "Names",
    "Geographic subdivisions smaller than a State",
    "Elements of dates but the year, and ages over 89",
    "Telephone numbers",
    "Fax numbers",
    "E-mail addresses",
    "Social Security numbers",
    "Medical record numbers",
    "Health plan beneficiary numbers",
    "Account numbers",
    "Certificate and license numbers",
    "Vehicle identifiers, license plates",
    "Device identifiers and serial numbers",
    "Web addresses",
    "Addresses of the Internet protocol",
    "Biometric identifiers",
    "Full-face photographs",
    "Any other unique number or code",
};

static const char head[] =
    "# Detectors\n"
    "\n"
    "What phicrawl looks for, by id. This page is made from the table of detectors "
    "(`unit_detectors_docs --print`); `phicrawl detectors ID` prints one of them.\n"
    "\n"
    "*Confidence* is given without a label / with a label in the window / with one directly in "
    "front / in a field, column\n"
    "or element that names it, of values that keep their rule; - where nothing is reported. One "
    "that fails its check or\n"
    "range is reported behind a label at 65, in a field that names it at 75, flagged "
    "`invalid-range`; a published\n"
    "placeholder the same, flagged `placeholder`. Low is from 60, medium from 75, high from 85. "
    "What speaks against a\n"
    "value (an example, a test, \"not a\", a version or part number in front, a unit behind, a "
    "publisher beside an address,\n"
    "a fence of code) takes 10 to 30 off, with its reason among the evidence and the flag "
    "`negative-context`; a valid value\n"
    "with its label directly in front stays at 62 or more. *Qualifies*: makes an object PII, and "
    "PHI beside health evidence,\n"
    "at 75 or more. See [contract.md](contract.md) for classes and roles, "
    "[accuracy.md](accuracy.md) for what is measured.\n";

struct page {
    char *text;
    size_t len;
};

static void add(struct page *page, const char *text)
{
    const size_t left = PAGE_MAX - page->len;
    const int len = snprintf(page->text + page->len, left, "%s", text);
    page->len += len > 0 && (size_t)len < left ? (size_t)len : 0;
}

static void add_number(struct page *page, unsigned number, const char *behind)
{
    char text[32];
    (void)snprintf(text, sizeof text, "%u", number);
    add(page, number > 0 ? text : "-");
    add(page, behind);
}

static unsigned larger(unsigned left, unsigned right)
{
    return left > right ? left : right;
}

static void add_confidence(struct page *page, size_t index)
{
    const struct detector_rule *rule = detector_rule_at(index);
    unsigned alone = 0, word = 0, field = 0;
    for (size_t form = 0; form < DETECTOR_FORMS && rule->anchors != 0; form++) {
        alone = larger(alone, rule->forms[form].alone);
        word = larger(word, rule->forms[form].word);
        field = larger(field, rule->forms[form].field);
    }
    add_number(page, alone, " / ");
    add_number(page, word, " / ");
    add_number(page, field, " / ");
    add_number(page, field_confidence_of(index), "");
}

static void add_line(struct page *page, const char *name, const char *text)
{
    add(page, "- **");
    add(page, name);
    add(page, "**: ");
    add(page, text);
    add(page, "\n");
}

static void add_detector(struct page *page, size_t index)
{
    const struct detector *row = detector_at(index);
    char letter[] = {row->identifier, '\0'};
    add(page, "\n### ");
    add(page, row->id);
    add(page, "\n\n");
    add(page, row->title);
    add(page, row->is_optional ? ". Off unless a rules file switches it on.\n\n" : ".\n\n");
    if (row->identifier != 0) {
        add(page, "- **identifier**: ");
        add(page, letter);
        add(page, ", ");
        add(page, letters[row->identifier - 'A']);
        add(page, "\n");
    }
    add_line(page, "role", role_name(row->role));
    add_line(page, "qualifies", row->qualifies ? "yes" : "no");
    add(page, "- **confidence**: ");
    add_confidence(page, index);
    add(page, "\n");
    add_line(page, "valid", row->validation);
    add_line(page, "context", row->context);
    add_line(page, "traps", row->traps);
    add_line(page, "source", row->source);
    if (row->tag != NULL) {
        add_line(page, "tag", row->tag);
    }
}

static void add_identifiers(struct page *page)
{
    add(page, "\n## The 18 identifiers of Safe Harbor\n\n45 CFR 164.514(b)(2)(i), and who finds "
              "them.\n\n| | identifier | detectors |\n|---|---|---|\n");
    for (char letter = 'A'; letter <= 'R'; letter++) {
        char name[] = {letter, '\0'};
        add(page, "| ");
        add(page, name);
        add(page, " | ");
        add(page, letters[letter - 'A']);
        add(page, " |");
        for (size_t i = 0; i < detector_count(); i++) {
            if (detector_at(i)->identifier == letter) {
                add(page, " [");
                add(page, detector_at(i)->id);
                add(page, "](#");
                add(page, detector_at(i)->id);
                add(page, ")");
            }
        }
        add(page, " |\n");
    }
}

static struct page make_page(void)
{
    struct page page = {.text = calloc(1, PAGE_MAX)};
    if (page.text == NULL) {
        abort();
    }
    add(&page, head);
    add_identifiers(&page);
    static const struct {
        enum role role;
        const char *title;
    } parts[] = {{ROLE_PERSON, "Identifiers of a person"},
                 {ROLE_PAYMENT, "Payment"},
                 {ROLE_PROVIDER, "Numbers of providers"},
                 {ROLE_ORGANISATION, "Numbers of organisations"},
                 {ROLE_HEALTH, "Health codes and language"}};
    for (size_t part = 0; part < sizeof parts / sizeof parts[0]; part++) {
        add(&page, "\n## ");
        add(&page, parts[part].title);
        add(&page, "\n");
        for (size_t i = 0; i < detector_count(); i++) {
            if (detector_at(i)->role == parts[part].role) {
                add_detector(&page, i);
            }
        }
    }
    return page;
}

START_TEST(test_page_is_current)
{
    const struct page page = make_page();
    FILE *file = fopen(PAGE, "rb");
    ck_assert_msg(file != NULL, "%s is not there", PAGE);
    char *text = calloc(1, PAGE_MAX);
    ck_assert_ptr_nonnull(text);
    const size_t len = fread(text, 1, PAGE_MAX - 1, file);
    ck_assert_int_eq(fclose(file), 0);
    ck_assert_msg(len == page.len && memcmp(text, page.text, len) == 0,
                  "make %s anew: unit_detectors_docs --print > %s", PAGE, PAGE);
    free(text);
    free(page.text);
}
END_TEST

START_TEST(test_page_is_whole)
{
    const struct page page = make_page();
    ck_assert_uint_lt(page.len, PAGE_MAX / 2);
    for (size_t i = 0; i < detector_count(); i++) {
        char heading[64];
        (void)snprintf(heading, sizeof heading, "\n### %s\n", detector_at(i)->id);
        ck_assert_msg(strstr(page.text, heading) != NULL, "%s", detector_at(i)->id);
    }
    free(page.text);
}
END_TEST

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "--print") == 0) {
        const struct page page = make_page();
        const bool is_written = fputs(page.text, stdout) >= 0;
        free(page.text);
        return is_written ? 0 : 1;
    }
    Suite *suite = suite_create("docs");
    TCase *all = tcase_create("all");
    tcase_set_timeout(all, 120);
    tcase_add_test(all, test_page_is_current);
    tcase_add_test(all, test_page_is_whole);
    suite_add_tcase(suite, all);
    return suite_run(suite);
}
