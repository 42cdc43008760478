/* The table of verbs and all that --help says of them beside the options. */
#include "crawler/cli/verb.h"

#include <string.h>

static const struct verb_row source_rows[] = {
    {"s3://bucket[/prefix]", "S3 and compatible stores"},
    {"s3-inventory+s3://bucket/.../manifest.json", "what an S3 Inventory names (scan, check)"},
    {"azure-inventory+SOURCE/.../RULE-manifest.json",
     "what an Azure blob inventory names (the same)"},
    {"az://container[/prefix]", "Azure Blob; the account comes from the environment"},
    {"https://ACCOUNT.blob.core.windows.net/container[/prefix][?SAS]", "Azure Blob"},
    {"abfss://container@ACCOUNT.dfs.core.windows.net/path", "Azure Data Lake Storage"},
    {"http(s)://HOST[:PORT]/ACCOUNT/container[/prefix][?SAS]",
     "Azure-compatible stores at an IP address or localhost; plain http on loopback only"},
    {"file:///dir, PATH", "a directory or a file"},
    {NULL, NULL}};

static const struct verb_row scan_exit_rows[] = {
    {"0", "every listed object was examined in full"},
    {"1", "the run failed: disk full, output broken"},
    {"2", "usage or configuration"},
    {"3", "finished or interrupted, but something listed was not examined in full"},
    {"4", "a source or credential was refused, missing or unreachable"},
    {"10", "--fail-on was met"},
    {NULL, "Where several hold, the first of 2, 4, 1, 10, 3."},
    {NULL, NULL}};

static const struct verb_row check_exit_rows[] = {{"0", "nothing that a scan needs is missing"},
                                                  {"1", "output broken, memory short"},
                                                  {"2", "usage or configuration"},
                                                  {"4", "something that a scan needs is missing"},
                                                  {NULL, NULL}};

static const struct verb_row detect_exit_rows[] = {
    {"0", "everything was examined in full, whatever was found"},
    {"1", "the run failed: output broken, memory short"},
    {"2", "usage or configuration"},
    {"3", "a file was not examined in full"},
    {NULL, NULL}};

static const struct verb_row variables_rows[] = {
    {"PHICRAWL_OPTION", "Sets an option, as in PHICRAWL_MAX_DEPTH=5. The command line wins."},
    {NULL, NULL}};

static const struct verb_row scan_variables_rows[] = {
    {"PHICRAWL_OPTION", "Sets an option, as in PHICRAWL_MAX_DEPTH=5. The command line wins."},
    {"AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN",
     "Credentials for S3; without them those of AWS_PROFILE in the shared files are used."},
    {"AWS_PROFILE, AWS_SHARED_CREDENTIALS_FILE, AWS_CONFIG_FILE", "As in AWS's own tools."},
    {"AWS_REGION, AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL, AWS_CA_BUNDLE",
     "Where S3 is, and whom to trust."},
    {"AZURE_STORAGE_ACCOUNT, AZURE_STORAGE_SAS_TOKEN, AZURE_STORAGE_KEY",
     "Account for Azure Blob, and a SAS or else its key."},
    {"AZURE_STORAGE_CONNECTION_STRING", "All of these, and the endpoint, in one."},
    {"AZURE_TENANT_ID, AZURE_CLIENT_ID, AZURE_CLIENT_SECRET",
     "Application that reads Azure Blob; without SAS, key and application the workload or managed "
     "identity, or who ran 'az login'."},
    {"AZURE_TOKEN_CREDENTIALS, AZURE_STORAGE_AUTH_MODE",
     "Which of these it is; 'login': no SAS or key."},
    {"HTTPS_PROXY, NO_PROXY", "Proxy to the stores."},
    {NULL, NULL}};

static const struct verb_row scan_output_rows[] = {
    {"run.json", "what the run was, how it ended, totals that reconcile with the listing"},
    {"manifest.jsonl", "one line an object: status, reasons, class, counts, suggested tags"},
    {"findings.jsonl", "one line a finding: detector, place, confidence, evidence; no values"},
    {"keys.private.jsonl",
     "true keys of objects whose names hold a detected value; elsewhere they are masked"},
    {NULL, NULL}};

static const struct verb_section no_sections[] = {{NULL, NULL}};
static const struct verb_section scan_sections[] = {
    {"SOURCES", source_rows}, {"RUN FOLDER", scan_output_rows}, {NULL, NULL}};
static const struct verb_section scan_endings[] = {
    {"EXIT CODES", scan_exit_rows}, {"ENVIRONMENT", scan_variables_rows}, {NULL, NULL}};
static const struct verb_section check_sections[] = {{"SOURCES", source_rows}, {NULL, NULL}};
static const struct verb_section check_endings[] = {
    {"EXIT CODES", check_exit_rows}, {"ENVIRONMENT", scan_variables_rows}, {NULL, NULL}};
static const struct verb_section detect_endings[] = {
    {"EXIT CODES", detect_exit_rows}, {"ENVIRONMENT", variables_rows}, {NULL, NULL}};

static const struct verb_example program_examples[] = {
    {"What is in a bucket", "phicrawl scan s3://records/2026/"},
    {"May I scan it, and what is missing", "phicrawl check s3://records"},
    {"Is this file PHI, and where", "phicrawl detect export.csv.gz"},
    {"How a detector decides", "phicrawl detectors us-ssn"},
    {NULL, NULL}};

static const struct verb_example scan_examples[] = {
    {"Everything in a bucket", "phicrawl scan s3://records -o records-run"},
    {"Two stores in one run, and stop a pipeline when there is PHI in them",
     "phicrawl scan s3://exports az://landing --fail-on PHI"},
    {"Only what an inventory query selected", "phicrawl scan --from uris.txt"},
    {"What it would read, cost and take, first", "phicrawl scan --estimate s3://records"},
    {"What has to be restored before it can be read",
     "phicrawl scan --estimate --restore-manifest restore.csv s3://records"},
    {"An archive tier is no news", "phicrawl scan s3://records --accept archived"},
    {"The objects with PHI", "jq -r 'select(.class==\"PHI\") | .uri' records-run/manifest.jsonl"},
    {NULL, NULL}};

static const struct verb_example detect_examples[] = {
    {"A file, an archive, anything compressed", "phicrawl detect export.tar.gz"},
    {"A stream", "kubectl logs api | phicrawl detect"},
    {"Many files", "find . -name '*.csv' | phicrawl detect --files-from -"},
    {"Only what is nearly certain", "phicrawl detect --min-confidence 85 notes.txt"},
    {"With detectors of your own", "phicrawl detect --rules own.toml notes.txt"},
    {NULL, NULL}};

static const struct verb_example check_examples[] = {
    {"May I scan this bucket", "phicrawl check s3://records/2026/"},
    {"What to ask the administrator for",
     "phicrawl check --policy s3://records/2026/ > policy.json"},
    {"The same for a container", "phicrawl check --policy az://landing > role.json"},
    {"What is missing, for a program",
     "phicrawl check --json s3://records | jq 'select(.state==\"missing\").needs'"},
    {NULL, NULL}};

static const struct verb_example detectors_examples[] = {
    {"The catalogue", "phicrawl detectors"},
    {"One detector", "phicrawl detectors us-npi"},
    {"For a program", "phicrawl detectors --json"},
    {"Is a rules file right, and what is in it", "phicrawl detectors --rules own.toml"},
    {"A list of numbers that are nothing to report, without the numbers",
     "phicrawl detectors phone --hmac numbers.txt --key-file key > allow.txt"},
    {NULL, NULL}};

static const struct verb_spec program = {
    .verb = VERB_NONE,
    .name = "",
    .operands = "VERB",
    .summary = "find protected health information in object storage",
    .description = "Finds protected health information (PHI) in object storage: lists and streams "
                   "objects from S3, Azure Blob and directories, unpacks them in memory, and "
                   "writes what it found, where, and what it could not read. It changes nothing "
                   "in a store, writes no content to disk and prints no value that it found.",
    .sections = no_sections,
    .endings = no_sections,
    .examples = program_examples,
};

static const struct verb_spec verbs[] = {
    {.verb = VERB_SCAN,
     .name = "scan",
     .operands = "SOURCE...",
     .summary = "list, stream, unpack and scan objects; write a run folder",
     .description = "Lists the objects of every SOURCE, streams and unpacks them in memory, finds "
                    "protected health information and writes a run folder. Objects that could not "
                    "be examined in full are listed with the reason.",
     .sections = scan_sections,
     .endings = scan_endings,
     .examples = scan_examples,
     .run = verb_scan_run},
    {.verb = VERB_CHECK,
     .name = "check",
     .operands = "SOURCE...",
     .summary = "try the permissions that a scan needs, and say what is missing",
     .description = "Tries, for every SOURCE, what a scan needs: credentials, the way to the "
                    "store, listing, reading, decrypting, versions, tags, and what the bucket says "
                    "of its protection. Prints one line a permission, with the IAM action or the "
                    "Azure role that is missing. Reads the first byte of one object and no more.",
     .sections = check_sections,
     .endings = check_endings,
     .examples = check_examples,
     .run = verb_check_run},
    {.verb = VERB_DETECT,
     .name = "detect",
     .operands = "[FILE...]",
     .summary = "print the findings of files or standard input as JSON Lines",
     .description = "Prints one line of JSON for every finding in the files, or in standard input "
                    "when there is none or FILE is -. Archives and compressed files are unpacked "
                    "in memory.",
     .sections = no_sections,
     .endings = detect_endings,
     .examples = detect_examples,
     .run = verb_detect_run},
    {.verb = VERB_DETECTORS,
     .name = "detectors",
     .operands = "[ID]",
     .summary = "print the catalogue of detectors, or all about one",
     .description = "Prints what is looked for: id, letter of the Safe Harbor identifier (45 CFR "
                    "164.514(b)(2)(i)), role and title; with ID how it is validated, which "
                    "context it wants and which public document says so.",
     .sections = no_sections,
     .endings = no_sections,
     .examples = detectors_examples,
     .run = verb_detectors_run},
};

size_t verb_count(void)
{
    return sizeof verbs / sizeof verbs[0];
}

const struct verb_spec *verb_at(size_t index)
{
    return &verbs[index];
}

const struct verb_spec *verb_find(const char *name)
{
    for (size_t i = 0; i < verb_count(); i++) {
        if (strcmp(verbs[i].name, name) == 0)
            return &verbs[i];
    }
    return NULL;
}

const struct verb_spec *verb_program(void)
{
    return &program;
}
