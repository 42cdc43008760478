/* The progress line on a terminal. */
#include "crawler/pipeline/progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

const char *progress_bytes(uint64_t bytes, char out[16])
{
    static const char *const units[] = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};
    double value = (double)bytes;
    size_t unit = 0;
    while (value >= 999.5 && unit + 1 < sizeof units / sizeof units[0]) {
        value /= 1000;
        unit++;
    }
    const int decimals = unit == 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
    snprintf(out, 16, "%.*f %s", decimals, value, units[unit]);
    return out;
}

/* "42s", "3m20s", "5h07m". */
static const char *progress_duration(double seconds, char out[24])
{
    const uint64_t whole = seconds < 1e9 ? (uint64_t)(seconds + 0.5) : 1000000000;
    if (whole < 60)
        snprintf(out, 24, "%" PRIu64 "s", whole);
    else if (whole < 3600)
        snprintf(out, 24, "%" PRIu64 "m%02" PRIu64 "s", whole / 60, whole % 60);
    else
        snprintf(out, 24, "%" PRIu64 "h%02" PRIu64 "m", whole / 3600, whole / 60 % 60);
    return out;
}

const char *progress_text(const struct progress *progress, char *out, size_t cap)
{
    char bytes[16], rate[16], left[24];
    const double seconds = progress->seconds > 0.001 ? progress->seconds : 0.001;
    const double speed = (double)progress->bytes_done / seconds;
    const int len = snprintf(out, cap, "%" PRIu64 " of %s%" PRIu64 " objects, %s, %s/s",
                             progress->objects_done, progress->is_listed ? "" : "at least ",
                             progress->objects_listed, progress_bytes(progress->bytes_done, bytes),
                             progress_bytes((uint64_t)speed, rate));
    if (len < 0 || (size_t)len >= cap)
        return out;
    if (!progress->is_listed)
        snprintf(out + len, cap - (size_t)len, ", still listing");
    else if (speed >= 1 && progress->bytes_listed > progress->bytes_done)
        snprintf(out + len, cap - (size_t)len, ", %s left",
                 progress_duration((double)(progress->bytes_listed - progress->bytes_done) / speed,
                                   left));
    return out;
}

static void progress_write(const char *text)
{
    /* A terminal that is gone is no reason to stop the scan. */
    if (write(STDERR_FILENO, text, strlen(text)) < 0)
        return;
}

/* How many bytes, with the terminator, of cap may be shown: a line that wraps cannot be rewritten.
 * Asked anew for each line, since windows change their size. */
static size_t progress_room(size_t cap)
{
    struct winsize window;
    const bool is_known = ioctl(STDERR_FILENO, TIOCGWINSZ, &window) == 0 && window.ws_col > 0;
    return is_known && window.ws_col < cap ? window.ws_col : cap;
}

void progress_show(const struct progress *progress)
{
    char text[160], line[200];
    snprintf(line, sizeof line, "\r\033[K%s",
             progress_text(progress, text, progress_room(sizeof text)));
    progress_write(line);
}

void progress_clear(void)
{
    progress_write("\r\033[K");
}
