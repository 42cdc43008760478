/*
 * What is not a person's number but looks like one: tracking numbers, ISBNs, hashes, part numbers,
 * versions, coordinates, UUIDs, decimals, epochs, and numbers one step outside of a rule. Nothing
 * here may be reported.
 */
#include "corpora/kinds.h"

static void near_miss_shipping(struct writer *writer)
{
    char digits[24];
    prng_digits(&writer->prng, 18, digits);
    writer_format(writer, "parcel 1Z%.3s%.13s shelf %u\n", "84A", digits,
                  prng_below(&writer->prng, 90));
    writer_format(writer, "parcel 9400 1%.3s %.4s %.4s %.4s %.2s\n", digits, digits + 3, digits + 7,
                  digits + 11, digits + 15);
    writer_format(writer, "waybill %.12s, pallet %.9s, crate %.10s\n", digits, digits + 6,
                  digits + 4);
}

static void near_miss_books(struct writer *writer)
{
    char digits[12];
    prng_digits(&writer->prng, 10, digits);
    writer_format(writer, "ISBN 978-0-%.3s-%.5s-%.1s, ISBN 0-%.3s-%.5s-X, ISSN %.4s-%.4s\n", digits,
                  digits + 3, digits + 8, digits, digits + 3, digits + 1, digits + 5);
}

static void near_miss_hex(struct writer *writer)
{
    const unsigned long long a = prng_next(&writer->prng), b = prng_next(&writer->prng);
    const unsigned long long c = prng_next(&writer->prng), d = prng_next(&writer->prng);
    writer_format(writer, "sha256:%016llx%016llx%016llx%016llx\n", a, b, c, d);
    writer_format(writer, "commit %016llx%016llx%08x\n", c, d, (unsigned)a);
    writer_format(writer, "id %08x-%04x-4%03x-9%03x-%04x%08x\n", (unsigned)a,
                  (unsigned)(b & 0xffff), (unsigned)(c & 0xfff), (unsigned)(d & 0xfff),
                  (unsigned)(b >> 48), (unsigned)d);
    writer_format(writer, "id %08u-%04u-4%03u-8%03u-%06u%06u\n", (unsigned)(a % 100000000),
                  (unsigned)(b % 10000), (unsigned)(c % 1000), (unsigned)(d % 1000),
                  (unsigned)(b % 1000000), (unsigned)(c % 1000000));
}

static void near_miss_measures(struct writer *writer)
{
    char digits[20];
    prng_digits(&writer->prng, 18, digits);
    writer_format(writer, "price $%.3s,%.3s.%.2s, range %.3s-%.3s, ratio 0.4%.15s\n", digits,
                  digits + 3, digits + 6, digits + 8, digits + 11, digits);
    writer_format(writer, "position 40.%.7s, -73.%.14s\n", digits, digits + 4);
    writer_format(writer, "page 123 of 4567, 12:%.2s:%.2s, load 0.%.2s 1.%.2s\n", "45", "07",
                  digits, digits + 5);
}

static void near_miss_versions(struct writer *writer)
{
    const uint32_t number = prng_between(&writer->prng, 100000000, 199999999);
    const uint32_t epoch_s = UINT32_C(1600000000) + prng_below(&writer->prng, 200000000);
    writer_format(
        writer, "built 2023-%02u-%02u with toolchain v%u.%u.2021 (arc 2.16.840.1.%u.4.1.%u)\n",
        number % 12 + 1, number % 28 + 1, number % 30, number % 20, number % 99999, number % 900);
    writer_format(writer, "epoch %u, epoch %u000, build %u\n", epoch_s, epoch_s - number, number);
}

/* Shapes that are right, and numbers that are not: unlabelled values have to pass their rules. */
static void near_miss_rules(struct writer *writer)
{
    static const enum value_kind ruled[] = {VALUE_SSN, VALUE_CARD, VALUE_IBAN,
                                            VALUE_VIN, VALUE_DEA,  VALUE_MBI};
    const enum value_kind kind = ruled[prng_below(&writer->prng, sizeof ruled / sizeof *ruled)];
    struct value value = value_draw(kind, &writer->prng);
    while (value.is_valid)
        value = value_draw(kind, &writer->prng);
    writer_format(writer, "bin %s moved\n", value.text);
    value = value_draw_valid(VALUE_SSN, &writer->prng);
    writer_format(writer, "part 4%s, part %s7, part KX%sB\n", value.text, value.text, value.text);
    writer_format(writer, "part %.6s %.5s, part %.3s.%.2s-%.4s\n", value.text, value.text + 7,
                  value.text, value.text + 4, value.text + 7);
    value = value_draw_valid(VALUE_DEA, &writer->prng);
    writer_format(writer, "title %c%c%s\n", 't', 't', value.text + 2);
}

static void near_miss_extensions(struct writer *writer)
{
    char digits[12];
    prng_digits(&writer->prng, 10, digits);
    writer_format(writer, "screw M%.1s x %.3s-%.2s-%.3s, fuse %.3s-%.4s, zone 555-%.2s\n", digits,
                  digits + 1, digits + 4, digits + 6, digits + 2, digits + 3, digits + 7);
    writer_format(writer, "slot 1%.2s-%.3s-%.4s, slot 0%.2s.%.3s.%.4s\n", digits, digits + 2,
                  digits + 5, digits + 1, digits + 3, digits + 6);
}

void write_near_misses(struct writer *writer, size_t size_bytes)
{
    static void (*const lines[])(struct writer *) = {
        near_miss_shipping, near_miss_books, near_miss_hex,        near_miss_measures,
        near_miss_versions, near_miss_rules, near_miss_extensions,
    };
    do {
        lines[prng_below(&writer->prng, sizeof lines / sizeof *lines)](writer);
    } while (writer->len < size_bytes && !writer->has_failed);
}
