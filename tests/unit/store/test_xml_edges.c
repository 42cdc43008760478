/* The XML of stores at its edges: what is taken, what is refused, and every truncation of it. */
#include "crawler/store/xml.h"

#include "suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * Writes the events of a document: "<name" for a start, ">name:text" for an end, ending in "." when
 * it is complete and "!" when it is refused.
 */
static void trace(const char *document, size_t len, char *out, size_t cap)
{
    struct xml xml;
    size_t at = 0;
    enum xml_event event;
    xml_init(&xml, (struct span){(const uint8_t *)document, len});
    do {
        event = xml_next(&xml);
        const struct span text = xml_text(&xml);
        if (event == XML_START)
            at += (size_t)snprintf(out + at, cap - at, "<%.*s", (int)xml.name.len,
                                   (const char *)xml.name.ptr);
        else if (event == XML_END)
            at += (size_t)snprintf(out + at, cap - at, ">%.*s:%.*s", (int)xml.name.len,
                                   (const char *)xml.name.ptr, (int)text.len,
                                   text.len == 0 ? "" : (const char *)text.ptr);
        ck_assert_uint_lt(at, cap);
    } while (event == XML_START || event == XML_END);
    snprintf(out + at, cap - at, event == XML_DONE ? "." : "!");
    xml_free(&xml);
}

struct trace_case {
    const char *name, *document, *expected;
};

static const struct trace_case trace_cases[] = {
    {"one element", "<a/>", "<a>a:."},
    {"text", "<a>b</a>", "<a>a:b."},
    {"prolog", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a/>", "<a>a:."},
    {"prolog, lower case", "<?xml version='1.0' encoding='utf-8' standalone='yes'?><a/>", "<a>a:."},
    {"prolog without encoding", "<?xml version=\"1.0\"?><a/>", "<a>a:."},
    {"byte order mark", "\xef\xbb\xbf<?xml version=\"1.0\"?><a/>", "<a>a:."},
    {"space around", " \r\n<a/>\t\n", "<a>a:."},
    {"attributes", "<a b=\"c>d\" e='/'>x</a>", "<a>a:x."},
    {"empty tag with attributes", "<a b='c' />", "<a>a:."},
    {"namespace prefix is part of the name", "<x:a xmlns:x='u'/>", "<x:a>x:a:."},
    {"five entities", "<a>&amp;&lt;&gt;&quot;&apos;</a>", "<a>a:&<>\"'."},
    {"numbers", "<a>&#65;&#x42;&#xe9;&#x10FFFF;</a>", "<a>a:AB\xc3\xa9\xf4\x8f\xbf\xbf."},
    {"entity is not read twice", "<a>&amp;lt;</a>", "<a>a:&lt;."},
    {"CDATA", "<a><![CDATA[<b>&amp;]]>]</a>", "<a>a:<b>&amp;]."},
    {"text around CDATA", "<a>x<![CDATA[y]]>z</a>", "<a>a:xyz."},
    {"comment", "<a>x<!-- <b> & -->y</a>", "<a>a:xy."},
    {"comment before and behind", "<!-- c --><a/><!-- d -->", "<a>a:."},
    {"children", "<a>1<b>2</b>3<c/>4</a>", "<a<b>b:2<c>c:>a:4."},
    {"space within tags", "<a ><b\n></b\t></a >", "<a<b>b:>a:."},
    {"control characters by number", "<a>&#1;&#13;</a>", "<a>a:\x01\r."},
    {"UTF-8", "<a>\xe4\xbd\x8f</a>", "<a>a:\xe4\xbd\x8f."},
    {"bracket in text", "<a>]]></a>", "<a>a:]]>."},
    /* refused */
    {"nothing", "", "!"},
    {"only space", " \n", "!"},
    {"only text", "x", "!"},
    {"only a prolog", "<?xml version=\"1.0\"?>", "!"},
    {"text before", "x<a/>", "!"},
    {"text behind", "<a/>x", "<a>a:!"},
    {"second root", "<a/><b/>", "<a>a:!"},
    {"open", "<a>", "<a!"},
    {"open tag", "<a", "!"},
    {"open quote", "<a b=\"c>", "!"},
    {"crossed", "<a><b></a></b>", "<a<b!"},
    {"other end", "<a></b>", "<a!"},
    {"longer end", "<a></aa>", "<a!"},
    {"end alone", "</a>", "!"},
    {"end with attribute", "<a></a b='c'>", "<a!"},
    {"no name", "<>x</>", "!"},
    {"space before the name", "< a/>", "!"},
    {"document type", "<!DOCTYPE a><a/>", "!"},
    {"document type inside", "<a><!DOCTYPE b></a>", "<a!"},
    {"billion laughs", "<!DOCTYPE a [<!ENTITY l \"ha\">]><a>&l;</a>", "!"},
    {"entity declaration", "<a><!ENTITY b 'c'></a>", "<a!"},
    {"external entity", "<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>", "!"},
    {"unknown entity", "<a>&nbsp;</a>", "<a!"},
    {"entity in capitals", "<a>&AMP;</a>", "<a!"},
    {"empty entity", "<a>&;</a>", "<a!"},
    {"open entity", "<a>&amp</a>", "<a!"},
    {"lone ampersand", "<a>a & b</a>", "<a!"},
    {"number 0", "<a>&#0;</a>", "<a!"},
    {"number 0 in hexadecimal", "<a>&#x00;</a>", "<a!"},
    {"surrogate", "<a>&#xD800;</a>", "<a!"},
    {"beyond Unicode", "<a>&#x110000;</a>", "<a!"},
    {"number that wraps", "<a>&#4294967361;</a>", "<a!"},
    {"no digits", "<a>&#;</a>", "<a!"},
    {"no hexadecimal digits", "<a>&#x;</a>", "<a!"},
    {"signed number", "<a>&#-5;</a>", "<a!"},
    {"processing instruction", "<a><?php x?></a>", "<a!"},
    {"style sheet", "<?xml version=\"1.0\"?><?xml-stylesheet href='x'?><a/>", "!"},
    {"second prolog", "<?xml version=\"1.0\"?><?xml version=\"1.0\"?><a/>", "!"},
    {"prolog too late", " <?xml version=\"1.0\"?><a/>", "!"},
    {"other charset", "<?xml version=\"1.0\" encoding=\"UTF-16\"?><a/>", "!"},
    {"UTF-7", "<?xml version=\"1.0\" encoding=\"utf-7\"?><a/>", "!"},
    {"open prolog", "<?xml version=\"1.0\"", "!"},
    {"not UTF-8", "<a>\xff</a>", "<a!"},
    {"overlong", "<a>\xc0\xaf</a>", "<a!"},
    {"surrogate in UTF-8", "<a>\xed\xa0\x80</a>", "<a!"},
    {"not UTF-8 in CDATA", "<a><![CDATA[\xff]]></a>", "<a!"},
    {"CDATA outside", "<![CDATA[x]]><a/>", "!"},
    {"open CDATA", "<a><![CDATA[x]]</a>", "<a!"},
    {"open comment", "<a><!-- x -></a>", "<a!"},
    {"JSON", "{\"a\":1}", "!"},
    {"HTML", "<!doctype html><html></html>", "!"},
};

START_TEST(test_trace)
{
    const struct trace_case *const row = &trace_cases[_i];
    char actual[512];
    trace(row->document, strlen(row->document), actual, sizeof actual);
    ck_assert_msg(strcmp(actual, row->expected) == 0, "%s: %s", row->name, actual);
}
END_TEST

START_TEST(test_nul)
{
    char actual[64];
    trace("<a>\0</a>", 8, actual, sizeof actual);
    ck_assert_str_eq(actual, "<a!");
    trace("<a/>\0", 5, actual, sizeof actual);
    ck_assert_str_eq(actual, "<a>a:!");
    trace("<a\0b/>", 6, actual, sizeof actual);
    ck_assert_str_ne(actual, "<ab>ab:.");
}
END_TEST

static const char page[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<r><!-- c --><k e=\"t\">a&amp;b</k><![CDATA[x]]>"
    "<s/></r>\n";

/* No proper start of a document is complete, but for the space behind its root. */
START_TEST(test_truncation)
{
    char actual[512];
    const size_t complete = strlen(page) - 1;
    for (size_t len = 0; len <= strlen(page); len++) {
        trace(page, len, actual, sizeof actual);
        ck_assert_msg((actual[strlen(actual) - 1] == '.') == (len >= complete), "%zu: %s", len,
                      actual);
    }
}
END_TEST

/* ---- limits ---- */

START_TEST(test_depth)
{
    char document[512] = "", actual[512];
    const int depth = XML_DEPTH_MAX + _i;
    for (int i = 0; i < depth; i++)
        strcat(document, "<a>");
    for (int i = 0; i < depth; i++)
        strcat(document, "</a>");
    trace(document, strlen(document), actual, sizeof actual);
    ck_assert_int_eq(actual[strlen(actual) - 1], _i == 0 ? '.' : '!');
}
END_TEST

/* A document with a text, a name or an attribute of len bytes. */
static char *make_long(const char *start, size_t len, const char *end)
{
    char *const document = malloc(strlen(start) + len + strlen(end) + 1);
    ck_assert_ptr_nonnull(document);
    memset(stpcpy(document, start), 'x', len);
    strcpy(document + strlen(start) + len, end);
    return document;
}

static bool is_taken(const char *document)
{
    struct xml xml;
    enum xml_event event;
    xml_init(&xml, (struct span){(const uint8_t *)document, strlen(document)});
    do
        event = xml_next(&xml);
    while (event == XML_START || event == XML_END);
    xml_free(&xml);
    return event == XML_DONE;
}

static const struct {
    const char *start;
    size_t len;
    const char *end;
    bool is_taken;
} long_cases[] = {
    {"<a>", XML_TEXT_MAX, "</a>", true},
    {"<a>", XML_TEXT_MAX + 1, "</a>", false},
    {"<a>&amp;", XML_TEXT_MAX, "</a>", false},
    {"<a><![CDATA[", XML_TEXT_MAX + 1, "]]></a>", false},
    {"<", XML_NAME_MAX, "/>", true},
    {"<", XML_NAME_MAX + 1, "/>", false},
    {"<a b='", XML_TEXT_MAX - 10, "'/>", true},
    {"<a b='", XML_TEXT_MAX, "'/>", false},
    {"<a><!--", XML_TEXT_MAX * 2, "--></a>", true},
    {"<a><!--", XML_DOCUMENT_MAX - 14, "--></a>", true},
    {"<a><!--", XML_DOCUMENT_MAX - 13, "--></a>", false},
};

START_TEST(test_long)
{
    char *const document = make_long(long_cases[_i].start, long_cases[_i].len, long_cases[_i].end);
    ck_assert_msg(is_taken(document) == long_cases[_i].is_taken, "%s %zu", long_cases[_i].start,
                  long_cases[_i].len);
    free(document);
}
END_TEST

/* ---- attributes ---- */

static const struct {
    const char *tag;
    bool is_encoded;
} attribute_cases[] = {
    {"<n Encoded=\"true\"/>", true},
    {"<n Encoded='true'/>", true},
    {"<n a='b' Encoded='true' c='d'/>", true},
    {"<n\nEncoded='true'\n/>", true},
    {"<n Encoded='false'/>", false},
    {"<n Encoded='truest'/>", false},
    {"<n/>", false},
    {"<n Encoded/>", false},
    {"<n xEncoded='true'/>", false},
    {"<n encoded='true'/>", false},
    {"<n Encoded='true\"/>", false},
    {"<n aEncoded='true' Encoded='true'/>", true},
    {"<n x='Encoded=true'/>", false},
};

START_TEST(test_attribute)
{
    struct xml xml;
    const char *const tag = attribute_cases[_i].tag;
    xml_init(&xml, (struct span){(const uint8_t *)tag, strlen(tag)});
    const enum xml_event event = xml_next(&xml);
    ck_assert_msg((event == XML_START && xml_attribute_is(&xml, "Encoded", "true")) ==
                      attribute_cases[_i].is_encoded,
                  "%s", tag);
    xml_free(&xml);
}
END_TEST

#define COUNT(table) (int)(sizeof(table) / sizeof *(table))

int main(void)
{
    Suite *const suite = suite_create("xml_edges");
    TCase *const tcase = tcase_create("xml_edges");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_trace, 0, COUNT(trace_cases));
    tcase_add_test(tcase, test_nul);
    tcase_add_test(tcase, test_truncation);
    tcase_add_loop_test(tcase, test_depth, 0, 2);
    tcase_add_loop_test(tcase, test_long, 0, COUNT(long_cases));
    tcase_add_loop_test(tcase, test_attribute, 0, COUNT(attribute_cases));
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
