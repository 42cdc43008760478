/* Names, dates, places and numbers without a check digit. */
#include "corpora/value_makers.h"
#include "corpora/values.h"
#include "corpora/words.h"

#include <ctype.h>
#include <stdio.h>

void value_make_ndc(struct prng *prng, bool is_valid, char *out)
{
    static const unsigned shapes[][3] = {{5, 4, 2}, {5, 4, 2}, {5, 3, 2}, {4, 4, 2}, {5, 4, 1}};
    const unsigned *const shape = shapes[prng_below(prng, sizeof shapes / sizeof *shapes)];
    char labeler[6], product[5], package[3];
    (void)is_valid;
    prng_digits(prng, shape[0], labeler);
    prng_digits(prng, shape[1], product);
    prng_digits(prng, shape[2], package);
    snprintf(out, VALUE_TEXT_MAX, "%s-%s-%s", labeler, product, package);
}

struct value_date {
    unsigned year, month, day;
};

static struct value_date value_date_between(struct prng *prng, unsigned first_year,
                                            unsigned last_year)
{
    const unsigned year = prng_between(prng, first_year, last_year);
    const unsigned month = prng_between(prng, 1, 12);
    const struct value_date date = {year, month, prng_between(prng, 1, 28)};
    return date;
}

void value_make_dob(struct prng *prng, bool is_valid, char *out)
{
    const struct value_date date = value_date_between(prng, 1931, 2019);
    (void)is_valid;
    snprintf(out, VALUE_TEXT_MAX, "%02u/%02u/%04u", date.month, date.day, date.year);
}

void value_make_dob_iso(struct prng *prng, bool is_valid, char *out)
{
    const struct value_date date = value_date_between(prng, 1931, 2019);
    (void)is_valid;
    snprintf(out, VALUE_TEXT_MAX, "%04u-%02u-%02u", date.year, date.month, date.day);
}

void value_make_service_date(struct prng *prng, bool is_valid, char *out)
{
    const struct value_date date = value_date_between(prng, 2021, 2024);
    (void)is_valid;
    snprintf(out, VALUE_TEXT_MAX, "%04u-%02u-%02u", date.year, date.month, date.day);
}

/* Ages over 89 are identifiers, 45 CFR 164.514(b)(2)(i)(C). */
void value_make_age(struct prng *prng, bool is_valid, char *out)
{
    (void)is_valid;
    snprintf(out, VALUE_TEXT_MAX, "%u-year-old", prng_between(prng, 90, 104));
}

void value_make_first_name(struct prng *prng, bool is_valid, char *out)
{
    (void)is_valid;
    snprintf(out, VALUE_TEXT_MAX, "%s", word_pick(&words_first_names, prng));
}

void value_make_last_name(struct prng *prng, bool is_valid, char *out)
{
    (void)is_valid;
    snprintf(out, VALUE_TEXT_MAX, "%s", word_pick(&words_last_names, prng));
}

void value_make_name(struct prng *prng, bool is_valid, char *out)
{
    const char *const first = word_pick(&words_first_names, prng);
    (void)is_valid;
    snprintf(out, VALUE_TEXT_MAX, "%s %s", first, word_pick(&words_last_names, prng));
}

void value_make_address(struct prng *prng, bool is_valid, char *out)
{
    const unsigned number = prng_between(prng, 10, 9899);
    const char *const street = word_pick(&words_streets, prng);
    const char *const city = word_pick(&words_cities, prng);
    (void)is_valid;
    snprintf(out, VALUE_TEXT_MAX, "%u %s, %s %05u", number, street, city,
             prng_between(prng, 10001, 98999));
}

void value_make_email(struct prng *prng, bool is_valid, char *out)
{
    const char *const first = word_pick(&words_first_names, prng);
    const char *const last = word_pick(&words_last_names, prng);
    const char *const host = word_pick(&words_mail_hosts, prng);
    (void)is_valid;
    snprintf(out, VALUE_TEXT_MAX, "%s.%s%u@%s", first, last, prng_below(prng, 100), host);
    for (char *at = out; *at != '@'; at++)
        *at = (char)tolower((unsigned char)*at);
}

void value_make_ip(struct prng *prng, bool is_valid, char *out)
{
    const unsigned first = prng_between(prng, 20, 99);
    const unsigned second = prng_below(prng, 256);
    const unsigned third = prng_below(prng, 256);
    (void)is_valid;
    snprintf(out, VALUE_TEXT_MAX, "%u.%u.%u.%u", first, second, third, prng_between(prng, 1, 254));
}

void value_make_mrn(struct prng *prng, bool is_valid, char *out)
{
    (void)is_valid;
    snprintf(out, VALUE_TEXT_MAX, "%u", prng_between(prng, 1000000, 98999999));
}

void value_make_member_id(struct prng *prng, bool is_valid, char *out)
{
    static const char *const plans[] = {"XQP", "WHN", "KLM", "DRB"};
    const char *const plan = plans[prng_below(prng, sizeof plans / sizeof *plans)];
    (void)is_valid;
    snprintf(out, VALUE_TEXT_MAX, "%s%u", plan, prng_between(prng, 100000000, 989999999));
}

void value_make_rx_number(struct prng *prng, bool is_valid, char *out)
{
    (void)is_valid;
    snprintf(out, VALUE_TEXT_MAX, "%u", prng_between(prng, 1000000, 9899999));
}

void value_make_account(struct prng *prng, bool is_valid, char *out)
{
    (void)is_valid;
    prng_digits(prng, prng_between(prng, 9, 12), out);
}

void value_make_icd10(struct prng *prng, bool is_valid, char *out)
{
    (void)is_valid;
    snprintf(out, VALUE_TEXT_MAX, "%s", word_pick(&words_icd10, prng));
}

void value_make_drug(struct prng *prng, bool is_valid, char *out)
{
    static const unsigned strengths[] = {5, 10, 20, 40, 50, 100, 250, 500};
    const char *const drug = word_pick(&words_drugs, prng);
    (void)is_valid;
    snprintf(out, VALUE_TEXT_MAX, "%s %u mg", drug,
             strengths[prng_below(prng, sizeof strengths / sizeof *strengths)]);
}
