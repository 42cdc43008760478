/*
 * What the start of an encrypted ZIP entry says of a password. The bytes that are there to tell a
 * wrong one let one in 256 pass (traditional) or one in 65536 (AES): with a list of passwords that
 * happens, and the right one would not be tried any more.
 */
#ifndef CRAWLER_UNPACK_ZIP_GUESS_H
#define CRAWLER_UNPACK_ZIP_GUESS_H

#include "crawler/unpack/zip_cipher.h"
#include "crawler/unpack/zip_record.h"
#include "detectors/span.h"

#include <stdbool.h>

enum zip_guess {
    ZIP_GUESS_WRONG, /* no data of the entry's method start so */
    ZIP_GUESS_MAYBE, /* any data do: stored, and noise */
    ZIP_GUESS_RIGHT  /* random bytes would not look so */
};

struct zip_guess_start {
    const struct zip_header *header; /* its method is that of the content */
    const struct zip_seal *seal;
    struct span content; /* decrypted: up to 4 KiB, more than the content where its length is not
                            known */
    struct span raw;     /* the same as it stands in the archive, with what is held behind it */
    bool is_sized;       /* length and CRC stand in the header, not behind the data */
    bool is_all;         /* is_sized, and content is the whole of it */
};

enum zip_guess zip_guess(const struct zip_guess_start *start);

#endif
