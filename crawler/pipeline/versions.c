/* Which libraries this build uses, and which instructions here, for --version. */
#include "crawler/pipeline/versions.h"

#include "crawler/base/buffer.h"
#include "crawler/store/store.h"
#include "crawler/unpack/unpack.h"
#include "detectors/pattern.h"
#include "detectors/scan.h"

void versions_append(struct buffer *out)
{
    buffer_append_format(out, "rules %s\n", ruleset_version());
    buffer_append_format(out, "scan core %s\n", scan_fastest_variant());
    char pcre2[64];
    buffer_append_format(out, "%s\n", pattern_library_version(pcre2, sizeof pcre2));
    unpack_append_versions(out);
    buffer_append_format(out, "%s\n", store_library_versions());
}
