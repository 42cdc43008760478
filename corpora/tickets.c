/* Support tickets: people who write down what they should not, in their own words. */
#include "corpora/kinds.h"

static void ticket_head(struct writer *writer)
{
    writer_format(writer, "Ticket #%u\n", prng_between(&writer->prng, 10000, 99999));
    writer_field(writer, "From: ", VALUE_NAME, " <");
    writer_field(writer, "", VALUE_EMAIL, ">\nSubject: ");
    writer_word(writer, &words_products);
    writer_text(writer,
                prng_chance(&writer->prng, 50) ? " arrived damaged\n\n" : " has not arrived\n\n");
}

static void ticket_payment(struct writer *writer)
{
    switch (prng_below(&writer->prng, 4)) {
    case 0:
        writer_field(writer, "I paid with my credit card ", VALUE_CARD, " last week.\n");
        break;
    case 1:
        writer_text(writer, "The number on the front is ");
        writer_draw(writer, VALUE_CARD, UNLABELLED);
        writer_text(writer, " if that helps.\n");
        break;
    case 2:
        writer_field(writer, "Please refund to routing number ", VALUE_ABA, "");
        writer_field(writer, ", checking account number ", VALUE_ACCOUNT, ".\n");
        break;
    default:
        writer_field(writer, "Please refund to IBAN ", VALUE_IBAN, ".\n");
        break;
    }
}

static void ticket_person(struct writer *writer)
{
    switch (prng_below(&writer->prng, 5)) {
    case 0:
        writer_field(writer, "You can call me at ", VALUE_PHONE, " after six.\n");
        break;
    case 1:
        writer_field(writer, "Your agent asked for my social security number, it is ", VALUE_SSN,
                     ".\n");
        break;
    case 2:
        writer_field(writer, "My address is ", VALUE_ADDRESS, ".\n");
        break;
    case 3:
        writer_field(writer, "It was in the car, VIN ", VALUE_VIN, ", when the window broke.\n");
        break;
    default:
        writer_text(writer, "The courier wrote ");
        writer_draw(writer, VALUE_PHONE, UNLABELLED);
        writer_text(writer, " on the box.\n");
        break;
    }
}

void write_tickets(struct writer *writer, size_t size_bytes)
{
    do {
        ticket_head(writer);
        writer_text(
            writer,
            "Hello, I ordered this as a present and would like to know what happens next.\n");
        ticket_payment(writer);
        ticket_person(writer);
        writer_text(writer, "Thank you for looking into it.\n\n");
    } while (writer->len < size_bytes && !writer->has_failed);
}
