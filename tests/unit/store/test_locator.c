/* SOURCEs: the forms, their near misses, and that no secret survives. */
#include "crawler/store/locator.h"

#include "suite.h"

#include <string.h>

struct good_case {
    const char *source;
    enum provider_kind provider;
    const char *endpoint, *account, *bucket, *prefix, *sas, *uri;
};

#define S3 PROVIDER_S3, NULL, NULL
#define AZ PROVIDER_AZURE
#define LOCAL PROVIDER_LOCAL, NULL, NULL
#define ACCT "https://acct.blob.core.windows.net", "acct"
#define LOOP "http://127.0.0.1:10000/acct", "acct"
#define SIG "sv=2021-12-02&sig=a%2Bb%3D"

static const struct good_case good_cases[] = {
    /* s3:// */
    {"s3://bucket", S3, "bucket", "", NULL, "s3://bucket"},
    {"s3://bucket/", S3, "bucket", "", NULL, "s3://bucket"},
    {"s3://bucket/a/b", S3, "bucket", "a/b", NULL, "s3://bucket/a/b"},
    {"s3://bucket/a/b/", S3, "bucket", "a/b/", NULL, "s3://bucket/a/b"},
    {"s3://bucket//a//b", S3, "bucket", "/a//b", NULL, "s3://bucket//a//b"},
    {"s3://bucket//", S3, "bucket", "/", NULL, "s3://bucket"},
    {"S3://bucket/A", S3, "bucket", "A", NULL, "s3://bucket/A"},
    {"s3://bucket/a%20b+c?d#e", S3, "bucket", "a%20b+c?d#e", NULL, "s3://bucket/a%20b+c?d#e"},
    {"s3://bucket/../x", S3, "bucket", "../x", NULL, "s3://bucket/../x"},
    {"s3://bucket/\xe4\xbd\x8f \xff", S3, "bucket", "\xe4\xbd\x8f \xff", NULL,
     "s3://bucket/\xe4\xbd\x8f \xff"},
    {"s3://my.dotted-bucket.1", S3, "my.dotted-bucket.1", "", NULL, "s3://my.dotted-bucket.1"},
    {"s3://Old_Bucket", S3, "Old_Bucket", "", NULL, "s3://Old_Bucket"},
    {"s3://abc", S3, "abc", "", NULL, "s3://abc"},
    {"s3://a--x-s3x", S3, "a--x-s3x", "", NULL, "s3://a--x-s3x"},
    {"s3://fast--use1-az4--x-s3/x/", S3, "fast--use1-az4--x-s3", "x/", NULL,
     "s3://fast--use1-az4--x-s3/x"},
    {"s3://name-abc123-s3alias", S3, "name-abc123-s3alias", "", NULL, "s3://name-abc123-s3alias"},
    {"s3://arn:aws:s3:us-east-1:123456789012:accesspoint/x", S3,
     "arn:aws:s3:us-east-1:123456789012:accesspoint/x", "", NULL,
     "s3://arn:aws:s3:us-east-1:123456789012:accesspoint/x"},
    {"s3://arn:aws-cn:s3:cn-north-1:123456789012:accesspoint:x/a/b", S3,
     "arn:aws-cn:s3:cn-north-1:123456789012:accesspoint:x", "a/b", NULL,
     "s3://arn:aws-cn:s3:cn-north-1:123456789012:accesspoint:x/a/b"},
    {"s3://arn:aws:s3-object-lambda:eu-west-1:123456789012:accesspoint/x/", S3,
     "arn:aws:s3-object-lambda:eu-west-1:123456789012:accesspoint/x", "", NULL,
     "s3://arn:aws:s3-object-lambda:eu-west-1:123456789012:accesspoint/x"},
    /* az:// */
    {"az://files", AZ, NULL, NULL, "files", "", NULL, "az://files"},
    {"az://files/a b/%41", AZ, NULL, NULL, "files", "a b/%41", NULL, "az://files/a b/%41"},
    {"az://$web/", AZ, NULL, NULL, "$web", "", NULL, "az://$web"},
    {"az://files/design=1", AZ, NULL, NULL, "files", "design=1", NULL, "az://files/design=1"},
    /* https://ACCOUNT.blob... */
    {"https://acct.blob.core.windows.net/files", AZ, ACCT, "files", "", NULL,
     "https://acct.blob.core.windows.net/files"},
    {"https://acct.blob.core.windows.net/files/", AZ, ACCT, "files", "", NULL,
     "https://acct.blob.core.windows.net/files"},
    {"https://acct.blob.core.windows.net:443/files", AZ, ACCT, "files", "", NULL,
     "https://acct.blob.core.windows.net/files"},
    {"HTTPS://Acct.Blob.Core.Windows.NET/files/A%20b/", AZ, ACCT, "files", "A b/", NULL,
     "https://acct.blob.core.windows.net/files/A%20b"},
    {"https://acct.blob.core.windows.net/files?" SIG, AZ, ACCT, "files", "", SIG,
     "https://acct.blob.core.windows.net/files"},
    {"https://acct.blob.core.windows.net/files/?" SIG, AZ, ACCT, "files", "", SIG,
     "https://acct.blob.core.windows.net/files"},
    {"https://acct.blob.core.windows.net/files/a%2Fb//%E4%BD%8F%?" SIG, AZ, ACCT, "files",
     "a/b//\xe4\xbd\x8f%", SIG, "https://acct.blob.core.windows.net/files/a%2Fb//%E4%BD%8F%"},
    {"https://acct.blob.core.windows.net/files??" SIG, AZ, ACCT, "files", "", SIG,
     "https://acct.blob.core.windows.net/files"},
    {"https://acct.blob.core.windows.net/files?", AZ, ACCT, "files", "", NULL,
     "https://acct.blob.core.windows.net/files"},
    {"https://acct.blob.core.windows.net/%24web/i", AZ, ACCT, "$web", "i", NULL,
     "https://acct.blob.core.windows.net/%24web/i"},
    {"https://acct.blob.core.windows.net/files/a%0Ab", AZ, ACCT, "files", "a\nb", NULL,
     "https://acct.blob.core.windows.net/files/a%0Ab"},
    {"https://acct.blob.core.windows.net/files/a+b", AZ, ACCT, "files", "a+b", NULL,
     "https://acct.blob.core.windows.net/files/a+b"},
    {"https://acct-secondary.blob.core.windows.net/files", AZ,
     "https://acct-secondary.blob.core.windows.net", "acct", "files", "", NULL,
     "https://acct-secondary.blob.core.windows.net/files"},
    {"https://acct.z07.blob.storage.azure.net/files", AZ, "https://acct.z07.blob.storage.azure.net",
     "acct", "files", "", NULL, "https://acct.z07.blob.storage.azure.net/files"},
    {"https://acct.privatelink.blob.core.windows.net/files", AZ,
     "https://acct.privatelink.blob.core.windows.net", "acct", "files", "", NULL,
     "https://acct.privatelink.blob.core.windows.net/files"},
    {"https://acct.blob.core.usgovcloudapi.net/files", AZ,
     "https://acct.blob.core.usgovcloudapi.net", "acct", "files", "", NULL,
     "https://acct.blob.core.usgovcloudapi.net/files"},
    {"https://acct.blob.core.chinacloudapi.cn/files", AZ, "https://acct.blob.core.chinacloudapi.cn",
     "acct", "files", "", NULL, "https://acct.blob.core.chinacloudapi.cn/files"},
    /* http(s)://HOST[:PORT]/ACCOUNT/... */
    {"http://127.0.0.1:10000/acct/files", AZ, LOOP, "files", "", NULL,
     "http://127.0.0.1:10000/acct/files"},
    {"http://127.0.0.1:10000/acct/files/p/q?" SIG, AZ, LOOP, "files", "p/q", SIG,
     "http://127.0.0.1:10000/acct/files/p/q"},
    {"http://localhost/acct/files", AZ, "http://localhost/acct", "acct", "files", "", NULL,
     "http://localhost/acct/files"},
    {"http://[::1]:80/acct/files", AZ, "http://[::1]/acct", "acct", "files", "", NULL,
     "http://[::1]/acct/files"},
    {"http://127.255.0.9/acct/files", AZ, "http://127.255.0.9/acct", "acct", "files", "", NULL,
     "http://127.255.0.9/acct/files"},
    {"https://10.1.2.3:8443/acct/files", AZ, "https://10.1.2.3:8443/acct", "acct", "files", "",
     NULL, "https://10.1.2.3:8443/acct/files"},
    {"https://[fd00::1]/acct/files", AZ, "https://[fd00::1]/acct", "acct", "files", "", NULL,
     "https://[fd00::1]/acct/files"},
    /* abfss:// */
    {"abfss://files@acct.dfs.core.windows.net", AZ, ACCT, "files", "", NULL,
     "abfss://files@acct.dfs.core.windows.net"},
    {"abfs://files@acct.dfs.core.windows.net/p", AZ, ACCT, "files", "p", NULL,
     "abfss://files@acct.dfs.core.windows.net/p"},
    {"abfss://files@acct.dfs.core.windows.net/a b/", AZ, ACCT, "files", "a b/", NULL,
     "abfss://files@acct.dfs.core.windows.net/a b"},
    {"abfss://files@acct.z01.dfs.storage.azure.net/a", AZ,
     "https://acct.z01.blob.storage.azure.net", "acct", "files", "a", NULL,
     "abfss://files@acct.z01.dfs.storage.azure.net/a"},
    /* directories and files */
    {"file:///data/in", LOCAL, "/data/in", "", NULL, "file:///data/in"},
    {"file:///data/in/", LOCAL, "/data/in/", "", NULL, "file:///data/in"},
    {"file:///a%20b", LOCAL, "/a%20b", "", NULL, "file:///a%20b"},
    {"file://localhost/data", LOCAL, "/data", "", NULL, "file:///data"},
    {"file:///", LOCAL, "/", "", NULL, "file://"},
    {"/", LOCAL, "/", "", NULL, "file://"},
    {"//", LOCAL, "/", "", NULL, "file://"},
    {"/data/in", LOCAL, "/data/in", "", NULL, "/data/in"},
    {"data/in/", LOCAL, "data/in/", "", NULL, "data/in"},
    {".", LOCAL, ".", "", NULL, "."},
    {"./s3:/x", LOCAL, "./s3:/x", "", NULL, "./s3:/x"},
    {"a:b.csv", LOCAL, "a:b.csv", "", NULL, "a:b.csv"},
    {"-", LOCAL, "-", "", NULL, "-"},
    {"s3", LOCAL, "s3", "", NULL, "s3"},
    {"new\nline", LOCAL, "new\nline", "", NULL, "new\nline"},
};

struct bad_case {
    const char *source;
    const char *why; /* stands in the message */
};

#define SECRET "TOPSECRET"
#define SAS "?sv=1&sig=" SECRET

static const struct bad_case bad_cases[] = {
    {"", "is empty"},
    {"s3://", "names no bucket"},
    {"s3:///key", "names no bucket"},
    {"s3://ab", "bucket name"},
    {"s3://.abc", "bucket name"},
    {"s3://-abc", "bucket name"},
    {"s3://bu cket", "bucket name"},
    {"s3://bucket:80/x", "bucket name"},
    {"s3://bucket?x", "bucket name"},
    {"s3://b\xc3\xbc"
     "cket",
     "bucket name"},
    {"s3://AKID:" SECRET "@bucket/x", "bucket name"},
    {"s3://bucket/a\nb", "control character"},
    {"s3://bucket/a\x7f", "control character"},
    {"s3://arn:aws:s3:us-east-1:123456789012", "no ARN of an access point"},
    {"s3://arn:aws:s3:us-east-1:123456789012:bucket/x", "something else than an access point"},
    {"s3://arn:aws:s3:us-east-1:12345:accesspoint/x", "12-digit account"},
    {"s3://arn:aws:s3:us-east-1::accesspoint/x", "12-digit account"},
    {"s3://arn:aws:s3:US.EAST:123456789012:accesspoint/x", "malformed region"},
    {"s3://arn:aws:s3::123456789012:accesspoint/mfzwi23gnjvgw.mrap", "SigV4A"},
    {"s3://arn:aws:sqs:us-east-1:123456789012:accesspoint/x", "another service"},
    {"s3://arn:aws:s3:us-east-1:123456789012:accesspoint/", "no name"},
    {"s3://arn:aws:s3:us-east-1:123456789012:accesspoint/a_b", "no name"},
    {"s3://arn:aws:s3:us-east-1:123456789012:accesspoint/-a", "no name"},
    {"s3://arn:aws:s3:us-east-1:123456789012:accesspoint/a-", "no name"},
    {"s3://arn:aws:s3-outposts:us-east-1:123456789012:outpost/op-1/accesspoint/x", "Outposts"},
    {"s3://name-o0123456789--op-s3", "Outposts"},
    {"s3://mfzwi23gnjvgw.mrap/x", "multi-Region"},
    {"s3:bucket", "SOURCE s3:bucket... lacks '//'"},
    {"https:secret@host/c?sig=secret", "SOURCE https:... lacks '//'"},
    {"s3:/bucket", "lacks '//'"},
    {"file:/data", "lacks '//'"},
    {"file:data", "lacks '//'"},
    {"file://host/data", "names a host"},
    {"file://data", "names a host"},
    {"s3-inventory+s3://bucket/x/manifest.json", "inventory, which only scan and check read"},
    {"gs://bucket", "unknown scheme"},
    {"wasbs://files@acct.blob.core.windows.net", "unknown scheme"},
    {"s3a://bucket" SAS, "unknown scheme"},
    {"ftp://user:" SECRET "@host/x", "unknown scheme"},
    {"az://", "names no container"},
    {"az:///x", "names no container"},
    {"az://ab", "container name"},
    {"az://Files", "container name"},
    {"az://a--b", "container name"},
    {"az://-ab", "container name"},
    {"az://ab-", "container name"},
    {"az://a.b", "container name"},
    {"az://files" SAS, "has a SAS in it"},
    {"az://files/p" SAS, "has a SAS in it"},
    {"az://account@files/p", "container name"},
    {"https://acct.blob.core.windows.net", "names no container"},
    {"https://acct.blob.core.windows.net/", "names no container"},
    {"https://acct.blob.core.windows.net" SAS, "names no container"},
    {"https://acct.blob.core.windows.net//files" SAS, "names no container"},
    {"https://acct.blob.core.windows.net/Files" SAS, "container name"},
    {"https://acct.blob.core.windows.net/fi%00les", "%00"},
    {"https://acct.blob.core.windows.net/files/a%00", "%00"},
    {"https://acct.blob.core.windows.net/files?restype=container", "no SAS"},
    {"https://acct.blob.core.windows.net/files?signature=" SECRET, "no SAS"},
    {"https://acct.blob.core.windows.net/files" SAS " x", "cannot stand in a URL"},
    {"https://acct.blob.core.windows.net/files" SAS "\"", "cannot stand in a URL"},
    {"https://acct.blob.core.windows.net/files" SAS "#x", "%23"},
    {"https://acct.blob.core.windows.net/files" SAS "\r\nX: y", "control character"},
    {"http://acct.blob.core.windows.net/files" SAS, "plain http"},
    {"http://10.1.2.3/acct/files" SAS, "plain http"},
    {"http://[::ffff:127.0.0.1]/acct/files", "plain http"},
    {"http://localhost.example.org/acct/files", "plain http"},
    {"http://127.0.0.1.nip.io/acct/files", "plain http"},
    {"https://u:" SECRET "@acct.blob.core.windows.net/files", "user name or password"},
    {"https://acct.blob.core.windows.net@evil.example/files", "user name or password"},
    {"https://acct.blob.core.windows.net.evil.example/files" SAS, "write S3 as"},
    {"https://evil.example/acct.blob.core.windows.net/files", "write S3 as"},
    {"https://blob.core.windows.net/acct/files", "write S3 as"},
    {"https://a_b.blob.core.windows.net/files", "neither a name nor an address"},
    {"https://ab.blob.core.windows.net/files", "write S3 as"},
    {"https://x.acct.blob.core.windows.net/files", "write S3 as"},
    {"https://bucket.s3.amazonaws.com/key?X-Amz-Signature=" SECRET, "write S3 as"},
    {"https://acct.dfs.core.windows.net/files" SAS, "write S3 as"},
    {"https://2130706433/acct/files", "neither a name nor an address"},
    {"https://0x7f.0.0.1/acct/files", "neither a name nor an address"},
    {"https://10.0.0.0x1/acct/files", "neither a name nor an address"},
    {"https://127.1/acct/files", "neither a name nor an address"},
    {"https://1.2.3.256/acct/files", "neither a name nor an address"},
    {"https://127.0.0.1:0/acct/files", "port"},
    {"https://127.0.0.1:65536/acct/files", "port"},
    {"https://127.0.0.1:/acct/files", "port"},
    {"https://127.0.0.1:80x/acct/files", "port"},
    {"https://127.0.0.1:000080/acct/files", "port"},
    {"https://[::1/acct/files", "IPv6"},
    {"https://[fe80::1%25eth0]/acct/files", "IPv6"},
    {"https://[::1]x/acct/files", "port"},
    {"https:///acct/files", "names no host"},
    {"https://", "names no host"},
    {"http://127.0.0.1:10000", "names no account"},
    {"http://127.0.0.1:10000/acct", "names no container"},
    {"http://127.0.0.1:10000/ACCT/files" SAS, "names no account"},
    {"http://127.0.0.1:10000//files", "names no account"},
    {"abfss://acct.dfs.core.windows.net/files", "abfss://CONTAINER@ACCOUNT"},
    {"abfss://files@acct.blob.core.windows.net/", "ACCOUNT.dfs"},
    {"abfs://files@acct.blob.core.windows.net/", "ACCOUNT.dfs"},
    {"abfss://files@acct.dfs.evil.example/", "ACCOUNT.dfs"},
    {"abfss://files@acct.dfs.core.windows.net:443/", "abfss://CONTAINER@ACCOUNT"},
    {"abfss://u:" SECRET "@acct.dfs.core.windows.net/", "abfss://CONTAINER@ACCOUNT"},
    {"abfss://Files@acct.dfs.core.windows.net/", "container name"},
    {"abfss://files@acct.dfs.core.windows.net/p" SAS, "has a SAS in it"},
    {"abfss://files@acct.dfs.core.windows.net" SAS, "has a SAS in it"},
};

static void check_text(const char *source, const char *actual, const char *expected)
{
    if (expected == NULL)
        ck_assert_msg(actual == NULL, "%s: %s", source, actual);
    else
        ck_assert_msg(actual != NULL && strcmp(actual, expected) == 0, "%s: %s", source, actual);
}

START_TEST(test_good)
{
    const struct good_case *const row = &good_cases[_i];
    struct locator locator;
    struct fault fault = {0};
    ck_assert_msg(locator_parse(row->source, &locator, &fault), "%s: %s", row->source,
                  fault.message);
    ck_assert_msg(locator.provider == row->provider, "%s", row->source);
    check_text(row->source, locator.endpoint, row->endpoint);
    check_text(row->source, locator.account, row->account);
    check_text(row->source, locator.bucket, row->bucket);
    check_text(row->source, locator.prefix, row->prefix);
    check_text(row->source, locator.sas, row->sas);
    check_text(row->source, locator.uri, row->uri);
    locator_free(&locator);
    locator_free(&locator);
}
END_TEST

START_TEST(test_bad)
{
    const struct bad_case *const row = &bad_cases[_i];
    struct locator locator;
    struct fault fault = {0};
    ck_assert_msg(!locator_parse(row->source, &locator, &fault), "%s", row->source);
    ck_assert_msg(strstr(fault.message, row->why) != NULL, "%s: %s", row->source, fault.message);
    ck_assert_msg(strncmp(fault.message, "SOURCE ", 7) == 0, "%s", fault.message);
    ck_assert_msg(strstr(fault.message, SECRET) == NULL, "%s", fault.message);
    ck_assert_ptr_null(locator.bucket);
    ck_assert_ptr_null(locator.sas);
}
END_TEST

START_TEST(test_too_long)
{
    static char source[20000];
    struct locator locator;
    struct fault fault;
    memset(source, 'a', sizeof source - 1);
    memcpy(source, "s3://bucket/", 12);
    ck_assert(!locator_parse(source, &locator, &fault));
    ck_assert_ptr_nonnull(strstr(fault.message, "too long"));
    source[16384] = '\0';
    ck_assert(locator_parse(source, &locator, &fault));
    locator_free(&locator);
}
END_TEST

struct hide_case {
    const char *source, *hidden;
};

static const struct hide_case hide_cases[] = {
    {"https://a.blob.core.windows.net/c?sv=1&sig=abc",
     "https://a.blob.core.windows.net/c?************"},
    {"--source=https://h/c?sig=1", "--source=https://h/c?*****"},
    {"http://127.0.0.1/a/c?x", "http://127.0.0.1/a/c?*"},
    {"https://user:pass@host/c", "https://*********@host/c"},
    {"s3://key:pass@bucket/c", "s3://********@bucket/c"},
    {"az://c/p?SIG=1", "az://c/p?*****"},
    {"abfss://c@a.dfs.core.windows.net/p?sig=1", "abfss://c@a.dfs.core.windows.net/p?*****"},
    {"abfss://c@a.dfs.core.windows.net/p", "abfss://c@a.dfs.core.windows.net/p"},
    {"s3://bucket/what?not", "s3://bucket/what?not"},
    {"scan", "scan"},
    {"", ""},
    {"?", "?"},
};

START_TEST(test_hide)
{
    char source[128];
    const struct hide_case *const row = &hide_cases[_i];
    const size_t len = strlen(row->source);
    strcpy(source, row->source);
    locator_hide_secret(source);
    ck_assert_uint_eq(strlen(source), len);
    ck_assert_msg(strcmp(source, row->hidden) == 0, "%s: %s", row->source, source);
}
END_TEST

#define COUNT(table) (int)(sizeof(table) / sizeof *(table))

int main(void)
{
    Suite *const suite = suite_create("locator");
    TCase *const tcase = tcase_create("locator");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_good, 0, COUNT(good_cases));
    tcase_add_loop_test(tcase, test_bad, 0, COUNT(bad_cases));
    tcase_add_test(tcase, test_too_long);
    tcase_add_loop_test(tcase, test_hide, 0, COUNT(hide_cases));
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
