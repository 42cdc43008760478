/*
 * Check digits, computed the way their documents describe it. Written apart from detectors/ on
 * purpose: the corpora would not show a mistake that both sides share. All arguments are strings of
 * decimal digits unless said otherwise; results are the character to append.
 */
#ifndef CORPORA_CHECK_DIGITS_H
#define CORPORA_CHECK_DIGITS_H

/* ISO/IEC 7812-1 annex B: payment cards; LOINC numbers. */
char check_digit_luhn(const char *payload);

/* 45 CFR 162.406: Luhn over "80840" and the first nine digits of an NPI. */
char check_digit_npi(const char nine[10]);

/* 21 CFR 1301: odd places plus twice the even places, of six digits. */
char check_digit_dea(const char six[7]);

/* SNOMED CT Release File Specification 6: Verhoeff. */
char check_digit_verhoeff(const char *payload);

/* American Bankers Association routing numbers: weights 3 7 1, of eight digits. */
char check_digit_aba(const char eight[9]);

/* 49 CFR 565.15: the ninth character of a VIN, of 17 characters whose ninth is ignored. */
char check_digit_vin(const char seventeen[18]);

/* ISO 13616: the two digits after the country code. bban has letters and digits; out gets two
 * digits and '\0'. */
void check_digits_iban(const char country[3], const char *bban, char out[3]);

#endif
