/*
 * Any bytes behind the header of a message, and as a mailbox. The first byte chooses the header.
 * Properties: those of every walk, reads of any size give the same.
 */
#include "crawler/base/buffer.h"
#include "crawler/unpack/format.h"
#include "tests/fuzz/walk_sum.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

#define FROM                                                                                       \
    "From: a@example.com\nTo: b@example.com\nSubject: =?utf-8?q?a=20b?=\nMIME-Version: 1.0\n"

static const char *const heads[] = {
    FROM "Content-Type: multipart/mixed; boundary=b\n\n",
    FROM "Content-Type: multipart/alternative; boundary=\"b c\"\n\n--b c\n",
    FROM "Content-Transfer-Encoding: base64\n\n",
    FROM
    "Content-Type: text/plain; charset=utf-16\nContent-Transfer-Encoding: quoted-printable\n\n",
    FROM "Content-Type: message/rfc822\n\n",
    FROM, /* goes on with the header */
    "From a@example.com Thu Jan  1 00:00:00 2026\n" FROM
    "Content-Type: multipart/mixed; boundary=b\n\n",
};

#define HEADS (sizeof heads / sizeof heads[0])

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct buffer message;
    if (len == 0)
        return 0;
    buffer_init(&message, len + 1024);
    buffer_append_str(&message, heads[bytes[0] % HEADS]);
    buffer_append(&message, bytes + 1, len - 1);
    walk_sum_check((struct span){message.ptr, message.len});
    buffer_free(&message);
    return 0;
}
