/* Reads a text and the messages in it. */
#include "tests/unit/read/message_text.h"

#include "crawler/read/messages.h"

#include <assert.h>
#include <stdlib.h>

struct message_text {
    struct reader *reader;
    struct messages *messages;
};

static void *text_create(const struct field_rules *rules)
{
    struct message_text *const text = malloc(sizeof *text);
    assert(text != NULL);
    text->reader = reader_create(rules);
    text->messages = messages_create(rules);
    assert(text->reader != NULL && text->messages != NULL);
    return text;
}

static void text_free(void *state)
{
    struct message_text *const text = state;
    reader_free(text->reader);
    messages_free(text->messages);
    free(text);
}

static bool text_begin(void *state, struct span head, bool is_whole)
{
    struct message_text *const text = state;
    reader_begin(text->reader, head, is_whole);
    messages_begin(text->messages);
    return true;
}

static bool text_feed(void *state, const struct segment *segment, struct field_sink *sink)
{
    struct message_text *const text = state;
    struct field_sink meant = *sink;
    meant.wanted = UINT64_MAX;
    struct field_sink *const taker = messages_open(text->messages, segment, &meant, false);
    reader_feed(text->reader, segment, taker);
    messages_close(text->messages);
    return true;
}

static struct reader_facts text_facts(const void *state)
{
    return messages_facts(((const struct message_text *)state)->messages);
}

const struct reader_ops message_text_ops = {NULL,       text_create, text_free,
                                            text_begin, text_feed,   text_facts};
