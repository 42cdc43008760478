/* Orders as newline-delimited JSON: persons under paths, amounts and epoch milliseconds everywhere.
 */
#include "corpora/kinds.h"

static void order_item(struct writer *writer)
{
    writer_text(writer, "{\"name\":\"");
    writer_word(writer, &words_products);
    writer_text(writer, "\",\"sku\":\"");
    writer_number(writer, 0, 99999, 5);
    writer_text(writer, "-");
    writer_number(writer, 0, 999, 3);
    writer_text(writer, "\",\"price\":");
    writer_number(writer, 5, 400, 1);
    writer_text(writer, ".");
    writer_number(writer, 10, 99, 2);
    writer_text(writer, "}");
}

static void order_line(struct writer *writer, unsigned long long created_ms)
{
    writer_text(writer, "{\"order_id\":");
    writer_number(writer, 100000000, 999999999, 9);
    writer_format(writer, ",\"created_ms\":%llu,\"customer\":{", created_ms);
    writer_field(writer, "\"full_name\":\"", VALUE_NAME, "\",");
    writer_field(writer, "\"email\":\"", VALUE_EMAIL, "\",");
    writer_field(writer, "\"phone\":\"", VALUE_PHONE, "\",");
    writer_field(writer, "\"address\":\"", VALUE_ADDRESS, "\"},\"payment\":{");
    if (prng_chance(&writer->prng, 30)) {
        writer_field(writer, "\"card_number\":\"", VALUE_CARD, "\"},");
    } else {
        writer_text(writer, "\"last4\":\"");
        writer_number(writer, 0, 9999, 4);
        writer_text(writer, "\"},");
    }
    writer_field(writer, "\"client\":{\"ip_address\":\"", VALUE_IP, "\"},\"items\":[");
    order_item(writer);
    writer_text(writer, "]}\n");
}

void write_orders(struct writer *writer, size_t size_bytes)
{
    uint64_t created_ms = UINT64_C(1700000000000) + prng_below(&writer->prng, 1000000000);
    do {
        created_ms += prng_below(&writer->prng, 90000);
        order_line(writer, created_ms);
    } while (writer->len < size_bytes && !writer->has_failed);
}
