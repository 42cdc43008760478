/* The table of prices. */
#include "crawler/pipeline/price.h"

#include <string.h>

const char *const price_sources[] = {
    "S3: aws.amazon.com/s3/pricing, US East (N. Virginia), as of 2025-06",
    "Azure: azure.microsoft.com/pricing/details/storage/blobs, East US, LRS, as of 2025-06",
    "Macie: aws.amazon.com/macie/pricing, US East (N. Virginia), as of 2026-10; above 50 TB "
    "2025-06",
    NULL,
};

#define S3 PROVIDER_S3
#define AZURE PROVIDER_AZURE

const struct price_class price_classes[] = {
    {S3, "STANDARD", 0.0004, 0, false, 0, 0},
    {S3, "REDUCED_REDUNDANCY", 0.0004, 0, false, 0, 0},
    {S3, "INTELLIGENT_TIERING", 0.0004, 0, false, 0, 0},
    {S3, "STANDARD_IA", 0.001, 0.01, false, 0, 0},
    {S3, "ONEZONE_IA", 0.001, 0.01, false, 0, 0},
    {S3, "GLACIER_IR", 0.01, 0.03, false, 0, 0},
    {S3, "EXPRESS_ONEZONE", 0.00003, 0.0006, false, 0, 0},
    {S3, "GLACIER", 0, 0, true, 0.01, 0.05},
    {S3, "DEEP_ARCHIVE", 0, 0, true, 0.02, 0.10},
    {AZURE, "Hot", 0.0005, 0, false, 0, 0},
    {AZURE, "Cool", 0.001, 0.01, false, 0, 0},
    {AZURE, "Cold", 0.01, 0.03, false, 0, 0},
    {AZURE, "Archive", 0, 0, true, 0.02, 0.5},
    {.name = NULL},
};

const struct price_class *price_find(enum provider_kind provider, const char *name)
{
    if (name[0] == '\0')
        name = provider == PROVIDER_S3 ? "STANDARD" : "Hot";
    for (const struct price_class *row = price_classes; row->name != NULL; row++)
        if (row->provider == provider && strcmp(row->name, name) == 0)
            return row;
    return NULL;
}

double price_list_1000(enum provider_kind provider)
{
    static const double prices[] = {
        [PROVIDER_S3] = 0.005, [PROVIDER_AZURE] = 0.0055, [PROVIDER_LOCAL] = 0};
    return prices[provider];
}

/* Dollars for a GB up to so many GB in all; the last tier has no end. */
struct price_tier {
    double up_to_gb, gb;
};

#define TB 1024.0
#define NO_END 1e18

static double price_by_tiers(const struct price_tier *tiers, uint64_t bytes)
{
    double left = (double)bytes / PRICE_GB, from = 0, sum = 0;
    for (; left > 0; tiers++) {
        const double room = tiers->up_to_gb - from;
        const double part = left < room ? left : room;
        sum += part * tiers->gb;
        left -= part;
        from = tiers->up_to_gb;
    }
    return sum;
}

double price_egress(enum provider_kind provider, uint64_t bytes)
{
    static const struct price_tier s3[] = {
        {10 * TB, 0.09}, {50 * TB, 0.085}, {150 * TB, 0.07}, {NO_END, 0.05}};
    static const struct price_tier azure[] = {
        {10 * TB, 0.087}, {50 * TB, 0.083}, {150 * TB, 0.07}, {NO_END, 0.05}};
    if (provider == PROVIDER_LOCAL)
        return 0;
    return price_by_tiers(provider == PROVIDER_S3 ? s3 : azure, bytes);
}

double price_macie(uint64_t bytes, uint64_t objects, size_t buckets)
{
    static const struct price_tier inspected[] = {{50 * TB, 1.0}, {500 * TB, 0.5}, {NO_END, 0.25}};
    return price_by_tiers(inspected, bytes) + 0.01 * (double)objects / 1e5 + 0.10 * (double)buckets;
}
