/*
 * Methods of packing in a ZIP archive beside deflate: Deflate64, bzip2, LZMA, Zstandard and xz, by
 * the codecs of codec.h.
 *
 * Source: PKWARE APPNOTE.TXT 6.3.10, sections 4.4.4 (flag bit 1), 4.4.5 and 5.8.
 */
#ifndef CRAWLER_UNPACK_ZIP_METHOD_H
#define CRAWLER_UNPACK_ZIP_METHOD_H

#include "crawler/unpack/codec.h"
#include "crawler/unpack/inflate.h"
#include "crawler/unpack/window.h"
#include "crawler/unpack/zip_record.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The decoders of an archive, from entry to entry. Zero before zip_decoders_init(). */
struct zip_decoders {
    struct inflater *inflater;
    struct decoder *decoder; /* of the method met last; NULL: there was none */
};

/* False: memory is short. zip_decoders_free() in any case. */
bool zip_decoders_init(struct zip_decoders *decoders);
void zip_decoders_free(struct zip_decoders *decoders);

/* True when something here unpacks a method. */
bool zip_method_is_known(unsigned method);

/* What a method that nothing here unpacks is called in "formats" of the manifest: "zip-ppmd"; one
 * without a name is "zip-other". */
enum format zip_method_format(unsigned method);

/* Whether bytes (four of them) start LZMA data as an entry has them. */
bool zip_method_is_lzma(const uint8_t *bytes);

/* The codec of a method; NULL: there is none, or it is deflate. */
const struct codec *zip_method_codec(unsigned method);

/*
 * Makes ready for the data that window stands at, with at most memory bytes for the decoder.
 * allowed is how many bytes of window the data are said to be, or ZIP_UNBOUNDED; unpacked as much
 * of what they are unpacked. Answers CODEC_OK or what is wrong.
 */
#define ZIP_UNBOUNDED UINT64_MAX
struct zip_packed {
    const struct zip_header *header;
    uint64_t allowed, unpacked;
    uint64_t memory;
};
enum codec_result zip_method_start(struct zip_decoders *decoders, struct window *window,
                                   const struct zip_packed *packed);

/* As the read of a codec, over all streams of the data. CODEC_MISMATCH does not come: an entry has
 * a check of its own. */
enum codec_result zip_method_read(struct zip_decoders *decoders, struct window *window,
                                  uint8_t *buf, size_t cap, size_t *len);

/* True when all that was allowed is taken and the data did not end. */
bool zip_method_is_dry(const struct zip_decoders *decoders);

/* Allows any amount: the header was wrong about it. */
void zip_method_allow_all(struct zip_decoders *decoders);

#endif
