/* What an estimate says, for people and for programs. */
#include "crawler/pipeline/estimate.h"

#include "crawler/base/json.h"
#include "crawler/base/log.h"
#include "crawler/pipeline/price.h"
#include "crawler/report/summary.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* What holds for the prices, whatever was listed. */
static const char *const assumptions[] = {
    "prices are noted by hand, on the dates below, and not fetched: check them before you budget",
    "list prices of one region a provider, without tax, free allowances and discounts",
    "stores other than those of AWS and Azure have prices of their own",
    "bytes are as listed; Macie bills what archives hold unpacked, which is more",
    "in the region of the data there is no transfer to pay, elsewhere it is over the internet",
    "objects beyond 16 MiB are read in parts of 8 MiB, one request each",
    "calls to KMS are not in it: at most $0.03 for 10,000 objects under SSE-KMS",
    NULL,
};

static const char *provider_of(const struct estimate_class *class)
{
    static const char *const names[] = {
        [PROVIDER_S3] = "s3", [PROVIDER_AZURE] = "azure-blob", [PROVIDER_LOCAL] = "file"};
    return names[class->provider];
}

/* ---- for people ---- */

#define MONEY_SIZE 40

/* "$1,234.56"; what is not nothing is never "$0.00". */
static const char *money(double dollars, char out[MONEY_SIZE])
{
    char whole[SUMMARY_NUMBER_SIZE];
    const uint64_t cents = dollars < 1e15 ? (uint64_t)(dollars * 100 + 0.5) : (uint64_t)1e17;
    if (cents == 0 && dollars > 0)
        snprintf(out, MONEY_SIZE, "< $0.01");
    else
        snprintf(out, MONEY_SIZE, "$%s.%02u", summary_number(cents / 100, whole),
                 (unsigned)(cents % 100));
    return out;
}

static void text_class(struct buffer *out, const struct estimate_class *class)
{
    const struct price_class *const price = price_find(class->provider, class->name);
    char number[SUMMARY_NUMBER_SIZE], size[SUMMARY_NUMBER_SIZE], cost[MONEY_SIZE];
    const bool is_said = class->name[0] != '\0';
    buffer_append_str(out, "  ");
    const size_t at = out->len;
    log_escape(out, (struct span){(const uint8_t *)(is_said ? class->name : "not said"),
                                  strlen(is_said ? class->name : "not said")});
    for (size_t len = out->len - at; len < 22; len++)
        buffer_append_char(out, ' ');
    buffer_append_format(out, " %13s  %10s  ", summary_number(class->objects, number),
                         summary_size(class->bytes, size));
    if (class->refused_objects == class->objects)
        buffer_append_str(out, price != NULL && price->is_archived ? "not read: archived\n"
                                                                   : "not read\n");
    else if (class->provider == PROVIDER_LOCAL)
        buffer_append_str(out, "\n");
    else if (price == NULL)
        buffer_append_str(out, "no price known\n");
    else
        buffer_append_format(out, "%s\n",
                             money(price->get_1000 * (double)class->gets / 1000 +
                                       price->retrieval_gb *
                                           (double)(class->bytes - class->refused_bytes) / PRICE_GB,
                                   cost));
}

static void text_cost(struct buffer *out, const char *name, const char *count, double dollars)
{
    char cost[MONEY_SIZE];
    buffer_append_format(out, "  %-22s %13s  %10s  %s\n", name, count, "", money(dollars, cost));
}

static void text_bill(struct buffer *out, const struct estimate_bill *bill)
{
    char number[SUMMARY_NUMBER_SIZE];
    if (!bill->has_s3 && !bill->has_azure)
        return;
    buffer_append_format(out, "\n  %-22s %13s  %10s  %s\n", "COST OF A SCAN", "REQUESTS", "",
                         "US DOLLARS");
    text_cost(out, "requests", summary_number(bill->lists + bill->gets, number), bill->requests);
    text_cost(out, "retrieval fees", "", bill->retrieval);
    text_cost(out, "in the region", "", bill->requests + bill->retrieval);
    text_cost(out, "over the internet", "", bill->requests + bill->retrieval + bill->egress);
    if (bill->restore > 0)
        text_cost(out, "restoring archives", "", bill->restore);
    if (bill->has_s3)
        text_cost(out, "Amazon Macie instead", "", bill->macie);
}

static void text_notes(struct buffer *out, const struct estimate *estimate,
                       const struct estimate_bill *bill)
{
    buffer_append_str(out, "\nAssumed:\n");
    for (size_t i = 0; assumptions[i] != NULL; i++)
        buffer_append_format(out, "  - %s\n", assumptions[i]);
    if (bill->has_unpriced)
        buffer_append_str(out, "  - classes without a known price are not in the sums\n");
    if (estimate->is_partial)
        buffer_append_str(out, "  - a source was not listed to its end: there is more\n");
    buffer_append_str(out, "Prices, noted by hand from:\n");
    for (size_t i = 0; price_sources[i] != NULL; i++)
        buffer_append_format(out, "  - %s\n", price_sources[i]);
}

void estimate_render(const struct estimate *estimate, uint64_t bytes_per_second, struct buffer *out)
{
    struct estimate_bill bill;
    char number[SUMMARY_NUMBER_SIZE], size[SUMMARY_NUMBER_SIZE], rate[SUMMARY_NUMBER_SIZE],
        time[SUMMARY_NUMBER_SIZE];
    const uint64_t objects = estimate->objects[PROVIDER_S3] + estimate->objects[PROVIDER_AZURE] +
                             estimate->objects[PROVIDER_LOCAL];
    estimate_bill(estimate, bytes_per_second, &bill);
    buffer_append_format(out, "%s object%s listed, none read\n", summary_number(objects, number),
                         objects == 1 ? "" : "s");
    if (estimate->markers > 0)
        buffer_append_format(out, "%s delete marker%s beside, which hold nothing\n",
                             summary_number(estimate->markers, number),
                             estimate->markers == 1 ? "" : "s");
    if (estimate->uploads > 0)
        buffer_append_format(out, "%s upload%s in progress beside, which cannot be read\n",
                             summary_number(estimate->uploads, number),
                             estimate->uploads == 1 ? "" : "s");
    buffer_append_format(out, "\n  %-22s %13s  %10s  %s\n", "STORAGE CLASS", "OBJECTS", "BYTES",
                         "READ AND RETRIEVE");
    for (size_t i = 0; i < estimate->class_count; i++)
        text_class(out, &estimate->classes[i]);
    text_bill(out, &bill);
    buffer_append_format(out, "\n  %-22s %13s  %10s  %s for %s at %s a second\n", "TIME", "", "",
                         summary_duration(bill.seconds, time), summary_size(bill.bytes, size),
                         summary_size(bytes_per_second, rate));
    text_notes(out, estimate, &bill);
}

/* ---- for programs ---- */

static void json_dollars(struct json *json, const char *key, double dollars)
{
    json_key(json, key);
    json_real(json, dollars, 6);
}

static void json_class(struct json *json, const struct estimate_class *class)
{
    const struct price_class *const price = price_find(class->provider, class->name);
    json_begin_object(json);
    json_field_str(json, "provider", provider_of(class));
    if (class->name[0] != '\0')
        json_field_str(json, "storage_class", class->name);
    json_field_uint(json, "objects", class->objects);
    json_field_uint(json, "bytes", class->bytes);
    json_field_uint(json, "not_read_objects", class->refused_objects);
    json_field_uint(json, "not_read_bytes", class->refused_bytes);
    json_field_uint(json, "get_requests", class->gets);
    json_field_bool(json, "priced", price != NULL);
    json_end_object(json);
}

static void json_texts(struct json *json, const char *key, const char *const *texts)
{
    json_key(json, key);
    json_begin_array(json);
    for (; *texts != NULL; texts++)
        json_str(json, *texts);
    json_end_array(json);
}

static void json_bill(struct json *json, const struct estimate_bill *bill)
{
    json_field_uint(json, "list_requests", bill->lists);
    json_field_uint(json, "get_requests", bill->gets);
    json_field_uint(json, "bytes_to_read", bill->bytes);
    json_field_uint(json, "not_read_objects", bill->not_read_objects);
    json_field_uint(json, "not_read_bytes", bill->not_read_bytes);
    json_key(json, "usd");
    json_begin_object(json);
    json_dollars(json, "requests", bill->requests);
    json_dollars(json, "retrieval", bill->retrieval);
    json_dollars(json, "in_region", bill->requests + bill->retrieval);
    json_dollars(json, "egress", bill->egress);
    json_dollars(json, "elsewhere", bill->requests + bill->retrieval + bill->egress);
    json_dollars(json, "restore", bill->restore);
    if (bill->has_s3)
        json_dollars(json, "macie", bill->macie);
    json_end_object(json);
}

void estimate_render_json(const struct estimate *estimate, uint64_t bytes_per_second,
                          struct buffer *out)
{
    struct json json = {.out = out};
    struct estimate_bill bill;
    estimate_bill(estimate, bytes_per_second, &bill);
    json_begin_object(&json);
    json_field_bool(&json, "complete", !estimate->is_partial);
    if (estimate->markers > 0)
        json_field_uint(&json, "delete_markers", estimate->markers);
    if (estimate->uploads > 0)
        json_field_uint(&json, "uploads", estimate->uploads);
    json_key(&json, "classes");
    json_begin_array(&json);
    for (size_t i = 0; i < estimate->class_count; i++)
        json_class(&json, &estimate->classes[i]);
    json_end_array(&json);
    json_bill(&json, &bill);
    json_field_uint(&json, "bytes_per_second", bytes_per_second);
    json_key(&json, "seconds");
    json_real(&json, bill.seconds, 1);
    json_texts(&json, "assumptions", assumptions);
    json_texts(&json, "prices", price_sources);
    json_end_object(&json);
    buffer_append_char(out, '\n');
}
