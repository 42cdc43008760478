/*
 * Logs of a shop's checkout: columns of epoch seconds, request ids and amounts, and once in a few
 * hundred lines something that should never have been logged.
 */
#include "corpora/kinds.h"

#define LEAK_PER_LINES 200

static void checkout_log_leak(struct writer *writer)
{
    switch (prng_below(&writer->prng, 5)) {
    case 0:
        writer_field(writer, " WARN gateway refused card ", VALUE_CARD,
                     " reason=insufficient-funds\n");
        break;
    case 1:
        writer_field(writer, " INFO receipt mailed to ", VALUE_EMAIL, "\n");
        break;
    case 2:
        writer_field(writer, " WARN identity check failed, ssn ", VALUE_SSN, " retry=1\n");
        break;
    case 3:
        writer_field(writer, " INFO courier asked to call ", VALUE_PHONE, "\n");
        break;
    default:
        writer_text(writer, " DEBUG form dump: ");
        writer_draw(writer, VALUE_NAME, UNLABELLED);
        writer_text(writer, " / ");
        writer_draw(writer, VALUE_SSN, UNLABELLED);
        writer_text(writer, " / ok\n");
        break;
    }
}

static void checkout_log_line(struct writer *writer)
{
    const unsigned long long request = prng_next(&writer->prng);
    const unsigned number = prng_between(&writer->prng, 100000000, 999999999);
    const unsigned few = number % 9 + 1;
    switch (prng_below(&writer->prng, 3)) {
    case 0:
        writer_format(writer, " INFO req=%016llx route=%s status=200 took_us=%u\n", request,
                      word_pick(&words_routes, &writer->prng), number % 99999);
        break;
    case 1:
        writer_format(writer, " INFO req=%016llx order=%u items=%u total=%u.%02u currency=USD\n",
                      request, number, few, number % 900, number % 100);
        break;
    default:
        writer_format(writer, " DEBUG req=%016llx cache=miss key=%08x-%04x ttl=%u queue=%u\n",
                      request, (unsigned)(request >> 32), (unsigned)(request & 0xffff),
                      number % 3600, few);
        break;
    }
}

void write_checkout_logs(struct writer *writer, size_t size_bytes)
{
    uint64_t epoch_s = 1700000000 + prng_below(&writer->prng, 10000000);
    do {
        epoch_s += prng_below(&writer->prng, 3);
        writer_format(writer, "%llu %u", (unsigned long long)epoch_s,
                      prng_below(&writer->prng, 1000));
        if (prng_below(&writer->prng, LEAK_PER_LINES) == 0)
            checkout_log_leak(writer);
        else
            checkout_log_line(writer);
    } while (writer->len < size_bytes && !writer->has_failed);
}
