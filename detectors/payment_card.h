/* Numbers of payment cards. Pure. */
#ifndef DETECTORS_PAYMENT_CARD_H
#define DETECTORS_PAYMENT_CARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * True for 13 to 19 ASCII digits in an issuer's range and of its length, with a right Luhn digit
 * (ISO/IEC 7812), in which no digit makes up all but three places.
 */
bool payment_card_is_valid(const uint8_t *digits, size_t len);

/* True for the numbers that payment processors publish for tests. */
bool payment_card_is_test(const uint8_t *digits, size_t len);

#endif
