#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "report/figure.h"
#include "report/text.h"

static void expect(report_text *text, const char *words) {
    assert_false(text->failed);
    assert_string_equal(report_words(text), words);
    assert_int_equal(text->size, strlen(words));
    report_text_clear(text);
}

static void pieces_are_put_together(void **state) {
    report_text text = { 0 };
    (void)state;
    expect(&text, "");
    report_put(&text, "");
    expect(&text, "");
    report_put(&text, "a");
    report_printf(&text, "%zu %s", (size_t)12, "bc");
    for (int k = 0; k < 3; k++)
        report_put_bytes(&text, "xyz", 2);
    expect(&text, "a12 bcxyxyxy");
}

static void html_is_escaped(void **state) {
    report_text text = { 0 };
    (void)state;
    report_put_html(&text, "<a href=\"x\" title='y'>&amp;</a>");
    expect(&text, "&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;amp;&lt;/a&gt;");
    report_put_html(&text, "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80");
    expect(&text, "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80");
}

#define GONE "\xef\xbf\xbd"

/* Control characters of both ranges, separators, marks of direction; not what stands beside. */
static void unseen_characters_are_replaced(void **state) {
    report_text text = { 0 };
    (void)state;
    report_put_html(&text, "\x01\t\n\x1f \x7f~");
    expect(&text, GONE GONE GONE GONE " " GONE "~");
    report_put_html(&text, "\xc2\x80\xc2\x9f\xc2\xa0");
    expect(&text, GONE GONE "\xc2\xa0");
    report_put_html(&text, "\xe2\x80\x8d\xe2\x80\x8e\xe2\x80\x8f\xe2\x80\x90");
    expect(&text, "\xe2\x80\x8d" GONE GONE "\xe2\x80\x90");
    report_put_html(&text,
                    "\xe2\x80\xa8\xe2\x80\xae\xe2\x80\xaf\xe2\x81\xa6\xe2\x81\xa9");
    expect(&text, GONE GONE "\xe2\x80\xaf" GONE GONE);
}

static void quoted_words_end_where_they_should(void **state) {
    report_text text = { 0 };
    (void)state;
    report_put_quoted(&text, "'; system 'x' `y` @z \"\\");
    expect(&text, "'\xe2\x80\x99; system \xe2\x80\x99x\xe2\x80\x99 `y` @z \"\\'");
    report_put_quoted(&text, "a\nb");
    expect(&text, "'a" GONE "b'");
    report_put_quoted(&text, "12345678901234567890123456789012");
    expect(&text, "'12345678901234567890123456789012'");
    report_put_quoted(&text, "12345678901234567890123456789012\xc3\xa9");
    expect(&text, "'12345678901234567890123456789012\xe2\x80\xa6'");
}

static void numbers_for_people_and_for_gnuplot(void **state) {
    report_text text = { 0 };
    (void)state;
    report_put_real(&text, 0.1);
    report_put(&text, ",");
    report_put_real(&text, INFINITY);
    expect(&text, "0.1,not finite");
    report_put_data(&text, 0.1);
    report_put_data(&text, NAN);
    report_put_data(&text, -INFINITY);
    report_put_data(&text, 2e100);
    report_put_data(&text, -1e100);
    expect(&text, "0.10000000000000001 NaN NaN NaN -1e+100 ");
}

/* Names are told from those of other figures; titles go; text that looks like a name stays. */
static void svg_is_put_into_html(void **state) {
    report_text svg = { 0 }, html = { 0 };
    (void)state;
    report_put(&svg, "<?xml version=\"1.0\"?>\n<svg><title>t</title><desc>d</desc>"
                     "<g id=\"a\"><use xlink:href='#b'/><path id='b' fill='url(#c)'/>"
                     "<text>x id='b' href='#b' &lt;title></text></g></svg>\n");
    report_put_svg(&html, &svg, 7);
    expect(&html,
           "<svg><g id=\"f7-a\"><use xlink:href='#f7-b'/><path id='f7-b' "
           "fill='url(#f7-c)'/><text>x id='b' href='#b' &lt;title></text></g></svg>\n");
    report_text_clear(&svg);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_are_put_together),
        cmocka_unit_test(html_is_escaped),
        cmocka_unit_test(unseen_characters_are_replaced),
        cmocka_unit_test(quoted_words_end_where_they_should),
        cmocka_unit_test(numbers_for_people_and_for_gnuplot),
        cmocka_unit_test(svg_is_put_into_html),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
